import Addressing
import Nftables

extension Ruleset {
    /// The chains that packets enter by themselves.
    ///
    /// Two of them share each hook, so that a packet which the sender's policy accepts goes on to the
    /// receiver's: in nftables `accept` ends one base chain, not the packet's way, and no mark is needed
    /// to remember what was decided.
    mutating func addBaseChains(_ options: CompilationOptions) {
        let prefixes = options.interfacePrefixes
        addConntrackMap(prefixes)
        if family == .v6 { addDiscoverySets() }
        add(
            Chain(
                Name.antiSpoofing, hook: BaseHook(.prerouting, priority: -300),
                comment: "workloads send from their own addresses only",
                rules: discoveryFromWorkloads(prefixes)
                    + [Rule(.interfaceAndSource(Name.localAddresses), then: [.verdict(.accept)])]
                    + prefixes.map {
                        dropInterface(.input, $0, "source address is not the endpoint's, or no such endpoint")
                    }))
        add(
            Chain(
                Name.forwardEgress, hook: BaseHook(.forward, priority: -1), comment: "what workloads send",
                rules: [
                    Rule(then: [.conntrackVerdict(map: Name.conntrack)]),
                    Rule(then: [.interfaceVerdict(.input, map: Name.fromEndpoint)]),
                ] + prefixes.map { dropInterface(.input, $0, "unknown workload interface") }))
        add(
            Chain(
                Name.forwardIngress, hook: BaseHook(.forward, priority: 0), comment: "what workloads receive",
                rules: [
                    Rule(then: [.conntrackVerdict(map: Name.conntrack)]),
                    Rule(then: [.interfaceVerdict(.output, map: Name.toEndpoint)]),
                ] + prefixes.map { dropInterface(.output, $0, "unknown workload interface") }))
        let discovery = prefixes.flatMap { acceptDiscovery($0) }
        add(
            Chain(
                Name.inputEgress, hook: BaseHook(.input, priority: -1),
                comment: "what workloads send to this host",
                rules: [Rule(then: [.conntrackVerdict(map: Name.conntrack)])] + discovery
                    + [Rule(then: [.interfaceVerdict(.input, map: Name.fromEndpoint)])]
                    + prefixes.map { dropInterface(.input, $0, "unknown workload interface") }))
        add(
            Chain(
                Name.inputHost, hook: BaseHook(.input, priority: 0), comment: "DefaultEndpointToHostAction",
                rules: [Rule(then: [.conntrackVerdict(map: Name.conntrack)])] + discovery
                    + prefixes.flatMap { toHost($0, options.workloadToHost) }))
    }

    /// The chains of a family that workloads may not use: nothing passes from or to them.
    mutating func addClosedBaseChains(_ options: CompilationOptions) {
        for (name, hook, direction, priority) in [
            (Name.antiSpoofing, BaseHook.Hook.prerouting, Match.Direction.input, Int32(-300)),
            (Name.forwardIngress, .forward, .output, 0), (Name.output, .output, .output, 0),
        ] {
            add(
                Chain(
                    name, hook: BaseHook(hook, priority: priority), comment: "\(family) is off for workloads",
                    rules: options.interfacePrefixes.map { dropInterface(direction, $0, "\(family) is off") })
            )
        }
    }

    /// What conntrack knows of a packet decides before any policy: `linux/netfilter/nf_conntrack_common.h`.
    ///
    /// Invalid packets are dropped only on workloads' interfaces; others are not ours to judge.
    private mutating func addConntrackMap(_ prefixes: [String]) {
        let states: [(UInt32, Verdict)] = [(1, .goto(Name.invalid)), (2, .accept), (4, .accept)]
        add(
            NamedSet(
                Name.conntrack, key: [.conntrackState], value: .verdict,
                elements: .keyed(states.map { Element(key: nativeBytes($0), verdict: $1) }.sorted())))
        add(
            Chain(
                Name.invalid, comment: "packets of no possible connection",
                rules: prefixes.flatMap { prefix in
                    [
                        dropInterface(.input, prefix, "invalid for conntrack"),
                        dropInterface(.output, prefix, "invalid for conntrack"),
                    ]
                }))
    }

    private func toHost(_ prefix: String, _ action: CompilationOptions.WorkloadToHost) -> [Rule] {
        switch action {
        case .drop: [dropInterface(.input, prefix, "workload to host: DefaultEndpointToHostAction is Drop")]
        case .return: []
        case .accept:
            [
                Rule(
                    .interfacePrefix(.input, prefix), then: [.counter, .verdict(.accept)],
                    comment: "DefaultEndpointToHostAction is Accept")
            ]
        }
    }
}

/// A counted drop of all that comes or goes by interfaces whose names begin with `prefix`.
private func dropInterface(_ direction: Match.Direction, _ prefix: String, _ reason: String) -> Rule {
    Rule(.interfacePrefix(direction, prefix), then: [.counter, .verdict(.drop)], comment: reason)
}
