package import Addressing
package import Calculation
import HashTreeCollections
package import Nftables
import Resources
import Threads

/// Turns a node's state into the rulesets of both families.
///
/// What it remembers between calls saves time and nothing else: the result depends on the arguments alone.
package struct Compiler {
    private var memory = DualStack { _ in FamilyMemory() }
    private var names: TreeDictionary<PolicySequence, EndpointChainNames> = [:]
    private var last: (state: NodeState, options: CompilationOptions, rulesets: DualStack<Ruleset>)?
    /// What was limited in the call before; a change of it is always compiled whole.
    private var limits: Ruleset?

    package init() {}

    /// - Parameter changes: what `state` may have other than that of the call before; `nil` where nobody knows.
    package mutating func compile(
        _ state: NodeState, _ options: CompilationOptions, _ changes: NodeChanges? = nil
    ) -> Compiled {
        var result: Compiled?
        if let last, last.options == options {
            let changes = changes ?? NodeChanges(from: last.state, to: state)
            result = revise(last.rulesets, last.state, state, options, changes)
        }
        if result == nil {
            // What was compiled before went out from other options.
            if last?.options != options { memory = DualStack { _ in FamilyMemory() } }
            let known = names
            names = [:]
            for sequence in state.endpoints.flatMap({ [$0.ingress, $0.egress] }) where names[sequence] == nil
            {
                names[sequence] = known[sequence] ?? EndpointChainNames(sequence)
            }
        }
        if result == nil { limits = Ruleset.limits(state.endpoints) }
        var compiled = result ?? Compiled(compileWhole(state, options))
        compiled.further[.shared] = limits
        compiled.further[.arp] = Ruleset.addressResolution(compiled.rulesets.v4.sets[Name.localAddresses])
        last = (state, options, compiled.rulesets)
        return compiled
    }

    private mutating func compileWhole(
        _ state: NodeState, _ options: CompilationOptions
    ) -> DualStack<Ruleset> {
        let (known, names) = (memory, names)
        memory = DualStack { _ in FamilyMemory() }
        let compiled = DualStack.concurrently { family in
            known[family].compile(state, options, family, names)
        }
        memory = compiled.map(\.memory)
        return compiled.map(\.ruleset)
    }

    /// The rulesets of `new` made from those of `old`; `nil` where a change goes deeper and all has to be
    /// compiled.
    ///
    /// This is the way of the everyday changes: a workload comes or goes, a rule is edited, an address joins a set.
    private mutating func revise(
        _ rulesets: DualStack<Ruleset>, _ old: NodeState, _ new: NodeState, _ options: CompilationOptions,
        _ changes: NodeChanges
    ) -> Compiled? {
        // Chains of host endpoints may have silent copies, which would have to follow.
        let hasCopies = options.denyAction == .reject && !new.hostEndpoints.isEmpty
        guard !changes.hosts, !changes.network, !hasCopies,
            let sequences = SequenceChanges(changes.sequences, names, isAlone: new.hostEndpoints.isEmpty)
        else { return nil }
        let endpoints = changes.endpoints.map { (old.endpoint($0), new.endpoint($0)) }
        let rules = changes.rules.map { ($0, old.rules[$0], new.rules[$0]) }
        // What rides with endpoints is in more places than the maps that are revised, and what leads on to the
        // rest of a sequence in more chains than its own.
        guard !endpoints.contains(where: { $0?.hasExtras == true || $1?.hasExtras == true }),
            sequences.explain(rules.filter { $0.1 == nil }.map(\.0), rules.filter { $0.2 == nil }.map(\.0)),
            rules.allSatisfy({ $0.id.kind.isStaged == false && $1?.canPass != true && $2?.canPass != true })
        else { return nil }
        var result = Compiled(rulesets)
        result.changed = DualStack { _ in RulesetNames() }
        var revised = memory
        let known = names.merging(sequences.added) { $1 }
        for family in IPFamily.allCases where options.familiesOn[family] {
            var revision = RulesetRevision(result.rulesets[family], revised[family], options)
            guard revision.take(changes.sets, of: new.sets),
                revision.add(sequences.added, new.rules),
                revision.take(endpoints, known),
                revision.remove(sequences.removed),
                revision.take(rules)
            else { return nil }
            result.rulesets[family] = revision.ruleset
            result.changed?[family] = revision.changed
            revised[family] = revision.memory
        }
        names = known
        for sequence in sequences.removed.keys { names[sequence] = nil }
        memory = revised
        return result
    }
}

/// The rulesets of both families, and what in them is new.
package struct Compiled {
    package var rulesets: DualStack<Ruleset>
    /// The sets and chains that may be others than when the same compiler was asked before; `nil`: all may.
    package var changed: DualStack<RulesetNames>?
    /// The tables beside those of the families that are wanted.
    package var further: [Table: Ruleset] = [:]

    init(_ rulesets: DualStack<Ruleset>) { self.rulesets = rulesets }
}

/// The chains of an endpoint with some sequence of policies.
struct EndpointChainNames {
    let ingress: String
    let egress: String

    init(_ sequence: PolicySequence) {
        ingress = sequence.chainName(.ingress)
        egress = sequence.chainName(.egress)
    }
}

extension FamilyMemory {
    /// Compiles the whole of a family's ruleset, out of what is remembered where that still holds.
    fileprivate consuming func compile(
        _ state: NodeState, _ options: CompilationOptions, _ family: IPFamily,
        _ names: TreeDictionary<PolicySequence, EndpointChainNames>
    ) -> (ruleset: Ruleset, memory: FamilyMemory) {
        var ruleset = Ruleset(family)
        guard options.familiesOn[family] else {
            ruleset.addClosedBaseChains(options)
            return (ruleset, self)
        }
        ruleset.addBaseChains(options)
        ruleset.addEndpoints(state.endpoints, names)
        ruleset.addTraffic(state, options, family)
        let sets = addSets(state.sets, to: &ruleset)
        var compilation = PolicyCompilation(
            rules: state.rules, setNames: sets, options: options, ruleset: ruleset, memory: self)
        for endpoint in state.endpoints {
            compilation.add(endpoint.ingress, .ingress, named: names[endpoint.ingress]?.ingress)
            compilation.add(endpoint.egress, .egress, named: names[endpoint.egress]?.egress)
        }
        compilation.addHosts(state.hostEndpoints)
        return (compilation.ruleset, compilation.remembered)
    }
}

extension Ruleset {
    /// All that is neither base nor policy, each part only where something asks for it.
    fileprivate mutating func addTraffic(
        _ state: NodeState, _ options: CompilationOptions, _ ip: IPFamily
    ) {
        addWrappedPackets(options)
        addAllowedSources(state.endpoints, ip)
        addServiceLoops(state.network, options, ip)
        if options.allowsFloatingAddresses { addFloatingAddresses(state.endpoints, ip) }
        addOutgoingNAT(state.network, options, ip)
        addDSCP(state.endpoints, state.network, ip)
    }

    /// Who may send from where, and which chains each endpoint's packets meet.
    fileprivate mutating func addEndpoints(
        _ endpoints: [LocalEndpoint], _ names: TreeDictionary<PolicySequence, EndpointChainNames>
    ) {
        let family = family
        add(
            NamedSet(
                Name.localAddresses, key: [.interfaceName, .address(family)],
                comment: "which workload may send from which address",
                elements: .keyed(endpoints.flatMap { $0.sourceElements(family) }.sorted())))
        for (name, direction) in [(Name.fromEndpoint, Direction.egress), (Name.toEndpoint, .ingress)] {
            add(
                NamedSet(
                    name, key: [.interfaceName], value: .verdict,
                    elements: .keyed(endpoints.compactMap { $0.dispatchElement(direction, names) }.sorted())))
        }
    }
}
