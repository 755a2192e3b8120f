package import Addressing
package import Calculation
package import Nftables
import Resources

/// Turns a node's state into the rulesets of both families.
///
/// What it remembers between calls saves time and nothing else: the result depends on the arguments alone.
package struct Compiler {
    private var memory = DualStack { _ in FamilyMemory() }
    private var names: [PolicySequence: EndpointChainNames] = [:]
    private var last: (state: NodeState, options: CompilationOptions, rulesets: DualStack<Ruleset>)?

    package init() {}

    package mutating func compile(_ state: NodeState, _ options: CompilationOptions) -> DualStack<Ruleset> {
        // What was compiled before went out from other options.
        if last?.options != options { memory = DualStack { _ in FamilyMemory() } }
        let known = names
        names = [:]
        for sequence in state.endpoints.flatMap({ [$0.ingress, $0.egress] }) where names[sequence] == nil {
            names[sequence] = known[sequence] ?? EndpointChainNames(sequence)
        }
        let hasSameSequences = names.count == known.count && names.keys.allSatisfy { known[$0] != nil }
        var rulesets: DualStack<Ruleset>?
        if let last, last.options == options, hasSameSequences {
            rulesets = revise(last.rulesets, last.state, state, options)
        }
        let result = rulesets ?? DualStack { family in compileWhole(state, options, family) }
        last = (state, options, result)
        return result
    }

    private mutating func compileWhole(
        _ state: NodeState, _ options: CompilationOptions, _ family: IPFamily
    ) -> Ruleset {
        var ruleset = Ruleset(family)
        guard family == .v4 || options.isIPv6Enabled else {
            ruleset.addClosedBaseChains(options)
            return ruleset
        }
        ruleset.addBaseChains(options)
        ruleset.addEndpoints(state.endpoints, names)
        ruleset.addTraffic(state, options, family)
        let sets = memory[family].addSets(state.sets, to: &ruleset)
        var compilation = PolicyCompilation(
            rules: state.rules, setNames: sets, options: options, ruleset: ruleset, memory: memory[family])
        for endpoint in state.endpoints {
            compilation.add(endpoint.ingress, .ingress, named: names[endpoint.ingress]?.ingress)
            compilation.add(endpoint.egress, .egress, named: names[endpoint.egress]?.egress)
        }
        compilation.addHosts(state.hostEndpoints)
        memory[family] = compilation.remembered
        return compilation.ruleset
    }

    /// The rulesets of `new` made from those of `old`, where the same chains stand in both; `nil` where a
    /// change goes deeper and all has to be compiled.
    ///
    /// This is the way of the everyday changes: a workload like others comes or goes, a rule is edited, an
    /// address joins a set.
    private mutating func revise(
        _ rulesets: DualStack<Ruleset>, _ old: NodeState, _ new: NodeState, _ options: CompilationOptions
    ) -> DualStack<Ruleset>? {
        guard old.hostEndpoints == new.hostEndpoints, old.network == new.network,
            old.rules.count == new.rules.count, new.rules.keys.allSatisfy({ old.rules[$0] != nil })
        else {
            return nil
        }
        // What rides with endpoints is in more places than the maps that are revised.
        guard old.endpoints == new.endpoints || !(old.endpoints + new.endpoints).contains(where: \.hasExtras)
        else { return nil }
        let changed = new.rules.filter { old.rules[$0.key] != $0.value }
        guard
            !changed.contains(where: {
                $0.value.canPass || old.rules[$0.key]?.canPass == true || $0.key.id.kind.isStaged
            })
        else {
            return nil
        }
        let sets = new.sets.filter { old.sets[$0.key] != $0.value }
        let gone = old.sets.keys.filter { new.sets[$0] == nil }
        var result = rulesets
        var revised = memory
        for family in IPFamily.allCases where family == .v4 || options.isIPv6Enabled {
            if old.endpoints != new.endpoints { result[family].addEndpoints(new.endpoints, names) }
            guard revised[family].reviseSets(sets, gone: gone, in: &result[family]),
                revised[family].revisePolicies(changed, options, in: &result[family])
            else { return nil }
        }
        memory = revised
        return result
    }
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
        _ endpoints: [LocalEndpoint], _ names: [PolicySequence: EndpointChainNames]
    ) {
        let family = family
        add(
            NamedSet(
                Name.localAddresses, key: [.interfaceName, .address(family)],
                comment: "which workload may send from which address",
                elements: .keyed(
                    endpoints.flatMap { endpoint in
                        endpoint.addresses[family].map {
                            Element(key: interfaceKey(endpoint.interface) + $0.bytes)
                        }
                    }.sorted())))
        for (name, direction) in [(Name.fromEndpoint, Direction.egress), (Name.toEndpoint, .ingress)] {
            add(
                NamedSet(
                    name, key: [.interfaceName], value: .verdict,
                    elements: .keyed(
                        endpoints.map { endpoint in
                            let sequence = direction == .ingress ? endpoint.ingress : endpoint.egress
                            let known = names[sequence] ?? EndpointChainNames(sequence)
                            return Element(
                                key: interfaceKey(endpoint.interface),
                                verdict: .goto(direction == .ingress ? known.ingress : known.egress),
                                comment: "\(endpoint.id)")
                        }.sorted())))
        }
    }
}
