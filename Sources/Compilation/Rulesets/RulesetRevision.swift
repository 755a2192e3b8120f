import Addressing
import Calculation
import HashTreeCollections
import Nftables
import Resources

/// One family's ruleset on its way to a later state.
struct RulesetRevision {
    var ruleset: Ruleset
    var memory: FamilyMemory
    /// The sets and chains that may be others than before.
    var changed = RulesetNames()
    let options: CompilationOptions

    init(_ ruleset: Ruleset, _ memory: FamilyMemory, _ options: CompilationOptions) {
        self.ruleset = ruleset
        self.memory = memory
        self.options = options
    }

    /// Takes in endpoints as they were and as they are; false if one needs a chain that is not there.
    mutating func take(
        _ endpoints: [(old: LocalEndpoint?, new: LocalEndpoint?)],
        _ names: TreeDictionary<PolicySequence, EndpointChainNames>
    ) -> Bool {
        let family = ruleset.family
        guard !endpoints.isEmpty else { return true }
        edit(
            Name.localAddresses, removing: endpoints.flatMap { $0.old?.sourceElements(family) ?? [] },
            adding: endpoints.flatMap { $0.new?.sourceElements(family) ?? [] })
        for (name, direction) in [(Name.fromEndpoint, Direction.egress), (Name.toEndpoint, .ingress)] {
            let new = endpoints.compactMap(\.new)
            let elements = new.compactMap { $0.dispatchElement(direction, names) }
            guard elements.count == new.count else { return false }
            edit(
                name,
                removing: endpoints.compactMap { $0.old.map { Element(key: interfaceKey($0.interface)) } },
                adding: elements)
        }
        return true
    }

    private mutating func edit(_ set: String, removing old: [Element], adding new: [Element]) {
        changed.sets.insert(set)
        ruleset.sets[set]?.elements.edit(removing: old.map(\.key), adding: new)
    }

    /// Takes in the members of sets that have changed, come or gone; false if a set that was there before would
    /// have another name now, since rules would have to change with it.
    mutating func take(_ names: Set<MemberSet>, of sets: TreeDictionary<MemberSet, DualStack<Members>>)
        -> Bool
    {
        for set in names {
            let known = memory.sets[set]
            guard let members = sets[set]?[ruleset.family] else {
                if let known { remove(set, known.set.name) }
                continue
            }
            if let known, known.members == members { continue }
            let name = set.setName(members)
            guard known == nil || known?.set.name == name else { return false }
            let result = NamedSet(name, set, members, ruleset.family)
            memory.sets[set] = (members, result)
            ruleset.add(result)
            changed.sets.insert(name)
        }
        return true
    }

    private mutating func remove(_ set: MemberSet, _ name: String) {
        memory.sets[set] = nil
        ruleset.sets[name] = nil
        changed.sets.insert(name)
    }

    /// Compiles policies anew whose rules have changed; says whether that was all there was to do.
    mutating func take(_ policies: [(RulesKey, old: ActiveRules?, new: ActiveRules?)]) -> Bool {
        for (key, old, active) in policies {
            let name = key.chainName
            // What came was compiled with the sequences that have it, and what went has gone with the last of them.
            guard old != nil, let active else { continue }
            guard let known = memory.policies[name], known.sets.isEmpty else { return false }
            var setNames: [MemberSet: String] = [:]
            for set in active.sets { setNames[set] = memory.sets[set]?.set.name }
            let context = RuleContext(
                family: ruleset.family, setNames: setNames, pass: .return, options: options, tier: known.tier)
            let policy = KnownPolicy(key, active, name, context)
            // Other policies may share sets of ports and blocks, and a chain that comes or goes is jumped to.
            guard policy.sets.isEmpty, policy.chain.rules.isEmpty == known.chain.rules.isEmpty else {
                return false
            }
            memory.policies[name] = policy
            guard !policy.chain.rules.isEmpty else { continue }
            ruleset.add(policy.chain)
            changed.chains.insert(name)
        }
        return true
    }
}

extension LocalEndpoint {
    /// From where it may send.
    func sourceElements(_ family: IPFamily) -> [Element] {
        addresses[family].map { Element(key: interfaceKey(interface) + $0.bytes) }
    }

    /// To which chain its packets of `direction` go; `nil` if that is not among `names`.
    func dispatchElement(
        _ direction: Direction, _ names: TreeDictionary<PolicySequence, EndpointChainNames>
    ) -> Element? {
        guard let chains = names[direction == .ingress ? ingress : egress] else { return nil }
        return Element(
            key: interfaceKey(interface),
            verdict: .goto(direction == .ingress ? chains.ingress : chains.egress), comment: "\(id)")
    }
}
