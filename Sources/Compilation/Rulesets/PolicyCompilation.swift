import Calculation
import HashTreeCollections
import Nftables
import Resources

/// A policy's chain as it was compiled, and all that went into it.
struct KnownPolicy {
    let rules: ActiveRules
    let setNames: [String]
    /// The name of its tier, which messages in the log may have.
    let tier: String
    let chain: Chain
    let sets: [NamedSet]
}

extension KnownPolicy {
    init(_ key: RulesKey, _ active: ActiveRules, _ name: String, _ context: RuleContext) {
        let compiled = active.compiled(key.id, context)
        rules = active
        setNames = active.sets.compactMap { context.setNames[$0] }
        tier = context.tier
        chain = Chain(name, rules: compiled.rules)
        sets = compiled.sets
    }
}

/// An endpoints' chain as it was compiled, and all that went into it.
struct KnownSequence {
    let rules: [ActiveRules]
    let chain: Chain
    /// The chains of its policies, one for each of `rules`.
    let policyChains: [String]
    /// Whether a packet can be passed on to the rest of the sequence.
    let leadsOn: Bool
}

/// The chains of policies and endpoints of one family in the making.
struct PolicyCompilation {
    let rules: TreeDictionary<RulesKey, ActiveRules>
    let setNames: [MemberSet: String]
    let options: CompilationOptions
    var ruleset: Ruleset
    let memory: FamilyMemory
    private(set) var remembered: FamilyMemory

    init(
        rules: TreeDictionary<RulesKey, ActiveRules>, setNames: [MemberSet: String],
        options: CompilationOptions,
        ruleset: Ruleset, memory: FamilyMemory
    ) {
        self.options = options
        self.rules = rules
        self.setNames = setNames
        self.ruleset = ruleset
        self.memory = memory
        remembered = memory
        remembered.policies = [:]
        remembered.sequences = [:]
    }

    /// Goes on with the ruleset that was compiled before.
    init(
        rules: TreeDictionary<RulesKey, ActiveRules>, setNames: [MemberSet: String],
        options: CompilationOptions,
        ruleset: Ruleset, extending memory: FamilyMemory
    ) {
        self.init(rules: rules, setNames: setNames, options: options, ruleset: ruleset, memory: memory)
        remembered = memory
    }

    /// Adds the chain that endpoints with `sequence` share, and the chains that it leads to.
    mutating func add(_ sequence: PolicySequence, _ direction: Direction, named known: String? = nil) {
        let name = known ?? sequence.chainName(direction)
        guard ruleset.chains[name] == nil else { return }
        let keys = sequence.tiers.first?.policies ?? sequence.profiles
        let active = keys.compactMap { rules[$0] }
        if let before = memory.sequences[name], before.rules == active,
            before.policyChains.count == keys.count
        {
            for (index, chain) in before.policyChains.enumerated() {
                addPolicy(keys[index], active[index], chain, sequence, direction)
            }
            add(before, name)
        } else {
            add(compile(sequence, direction, name, keys), name)
        }
        if remembered.sequences[name]?.leadsOn == true { add(sequence.rest, direction) }
    }

    private mutating func add(_ sequence: KnownSequence, _ name: String) {
        ruleset.add(sequence.chain)
        remembered.sequences[name] = sequence
    }

    private mutating func compile(
        _ sequence: PolicySequence, _ direction: Direction, _ name: String, _ keys: [RulesKey]
    ) -> KnownSequence {
        var steps: [Rule] = []
        var policyChains: [String] = []
        var used: [ActiveRules] = []
        let tier = sequence.tiers.first
        var leadsOn = tier?.passesAtEnd ?? false
        var staged: [RulesKey] = []
        for key in keys {
            if tier != nil, key.id.kind.isStaged {
                staged.append(key)
                continue
            }
            if let tier { steps += takeStaged(&staged, of: tier) }
            guard let active = rules[key] else { continue }
            let passes = active.canPass && tier != nil
            leadsOn = leadsOn || passes
            let chain = passes ? "\(key.chainName)-then-\(sequence.rest.chainName(direction))" : key.chainName
            addPolicy(key, active, chain, sequence, direction)
            used.append(active)
            policyChains.append(chain)
            // A policy without a rule for this family decides nothing, and has no chain.
            if ruleset.chains[chain] != nil { steps.append(Rule(then: [.verdict(.jump(chain))])) }
        }
        if let tier { steps += takeStaged(&staged, of: tier) }
        steps += end(of: sequence, direction)
        return KnownSequence(
            rules: used, chain: Chain(name, comment: sequence.summary, rules: steps),
            policyChains: policyChains,
            leadsOn: leadsOn)
    }

    private mutating func takeStaged(_ keys: inout [RulesKey], of tier: PolicySequence.Tier) -> [Rule] {
        defer { keys = [] }
        return keys.isEmpty ? [] : [addStaged(keys, of: tier)].compactMap(\.self)
    }

    /// What becomes of a packet on which nothing in the first tier, or in the profiles, has decided.
    private func end(of sequence: PolicySequence, _ direction: Direction) -> [Rule] {
        switch sequence.tiers.first {
        // Whoever was passed on to here came by a `goto` out of a policy's chain: the chain's mere end would lead back
        // behind that policy, into the end of its tier.
        case nil where sequence.isOpenEnded: [Rule(then: [.verdict(.accept)], comment: "no policy decides")]
        case nil: [Rule(then: [.counter, options.denial], comment: "no profile allows it")]
        case let tier? where tier.passesAtEnd:
            [
                Rule(
                    then: [.verdict(.goto(sequence.rest.chainName(direction)))],
                    comment: "end of tier \(tier.name): pass")
            ]
        case let tier?:
            [Rule(then: [.counter, options.denial], comment: "end of tier \(tier.name): deny")]
        }
    }

    /// Adds a policy's chain, compiled anew only if something that goes into it has changed.
    private mutating func addPolicy(
        _ key: RulesKey, _ active: ActiveRules, _ name: String, _ sequence: PolicySequence,
        _ direction: Direction
    ) {
        guard remembered.policies[name] == nil else { return }
        let names = active.sets.compactMap { setNames[$0] }
        let policy: KnownPolicy
        let tier = sequence.tiers.first?.name ?? ""
        if let before = memory.policies[name], before.setNames == names, before.rules == active,
            before.tier == tier
        {
            policy = before
        } else {
            let pass: Verdict =
                active.canPass && !sequence.tiers.isEmpty
                ? .goto(sequence.rest.chainName(direction)) : .return
            let context = RuleContext(
                family: ruleset.family, setNames: setNames, pass: pass, options: options,
                tier: tier)
            policy = KnownPolicy(key, active, name, context)
        }
        remembered.policies[name] = policy
        for set in policy.sets { ruleset.add(set) }
        if !policy.chain.rules.isEmpty { ruleset.add(policy.chain) }
    }
}
