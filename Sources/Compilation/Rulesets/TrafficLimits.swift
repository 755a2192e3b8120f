import Calculation
import HashTreeCollections
import Nftables
import Resources

extension Ruleset {
    /// Limits of packets and connections, which count what a workload sends or receives over both families
    /// together; `nil` where nobody is limited.
    ///
    /// Packets are counted before any policy, established connections or not. Connections are counted behind
    /// the policies, so that only those which these let pass fill a limit. Packets from the host itself are in
    /// neither, as with Calico.
    static func limits(_ endpoints: [LocalEndpoint]) -> Ruleset? {
        var ruleset = Ruleset(of: .shared)
        for direction in [Match.Direction.input, .output] {
            ruleset.addLimits(endpoints, direction, "packets") { $0.packetChain($1) }
            ruleset.addLimits(endpoints, direction, "connections") { $0.connectionChain($1) }
        }
        guard !ruleset.chains.isEmpty else { return nil }
        ruleset.addHooks()
        return ruleset
    }

    /// Adds a chain for each limited endpoint, and the map that leads there from its interface.
    private mutating func addLimits(
        _ endpoints: [LocalEndpoint], _ direction: Match.Direction, _ kind: String,
        _ chain: (TrafficLimits, String) -> Chain?
    ) {
        let map = "\(kind)-\(direction.word)"
        var elements: [Element] = []
        for endpoint in endpoints {
            let limits = direction == .input ? endpoint.egressLimits : endpoint.ingressLimits
            guard let chain = chain(limits, "\(map)-\(endpoint.interface)") else { continue }
            add(chain)
            elements.append(
                Element(
                    key: interfaceKey(endpoint.interface), verdict: .jump(chain.name),
                    comment: "\(endpoint.id)"))
        }
        guard !elements.isEmpty else { return }
        add(NamedSet(map, key: [.interfaceName], value: .verdict, elements: .keyed(elements.sorted())))
    }

    private mutating func addHooks() {
        let packets = ["packets-from", "packets-to"].map { sets[$0] == nil ? nil : $0 }
        let connections = ["connections-from", "connections-to"].map { sets[$0] == nil ? nil : $0 }
        if connections != [nil, nil] {
            // One counter for all protocols; how the sender is told depends on its own.
            add(
                Chain(
                    "too-many-connections", comment: "over the endpoint's limit",
                    rules: [
                        Rule(.transport(6), then: [.counter, .reject(.tcpReset)]),
                        Rule(then: [.counter, .verdict(.drop)]),
                    ]))
        }
        // What finds the workload's neighbours has to pass, as ARP does in the other family.
        let discovery = [Rule(.isNeighbourDiscovery, then: [.verdict(.accept)])]
        for (hook, isForwarded) in [(BaseHook.Hook.forward, true), (.input, false)] {
            let packets = dispatch(packets, isForwarded)
            if !packets.isEmpty {
                add(
                    Chain(
                        "\(hook)-packets", hook: BaseHook(hook, priority: -2),
                        comment: "limits of packets in a second",
                        rules: (isForwarded ? [] : discovery) + packets))
            }
            let connections = dispatch(connections, isForwarded)
            if !connections.isEmpty {
                let others = Rule(
                    .conntrackState([.established, .related, .untracked]), then: [.verdict(.accept)])
                add(
                    Chain(
                        "\(hook)-connections", hook: BaseHook(hook, priority: 1),
                        comment: "limits of connections at a time",
                        rules: (isForwarded ? [] : discovery) + [others] + connections))
            }
        }
    }

    /// - Parameter maps: that for what workloads send, then that for what they receive.
    private func dispatch(_ maps: [String?], _ isForwarded: Bool) -> [Rule] {
        var rules: [Rule] = []
        if let map = maps[0] { rules.append(Rule(then: [.interfaceVerdict(.input, map: map)])) }
        if isForwarded, let map = maps[1] { rules.append(Rule(then: [.interfaceVerdict(.output, map: map)])) }
        return rules
    }
}

extension TrafficLimits {
    /// The chain that drops packets over the rate; `nil` without one.
    fileprivate func packetChain(_ name: String) -> Chain? {
        guard let packetRate else { return nil }
        let burst = UInt32(clamping: packetBurst ?? 5)
        return Chain(
            name,
            rules: [
                Rule(
                    then: [
                        .limit(packetRate, per: .second, burst: burst, isOver: true), .counter,
                        .verdict(.drop),
                    ],
                    comment: "over \(packetRate) packets in a second")
            ])
    }

    /// The chain that refuses connections over the number; `nil` without one.
    fileprivate func connectionChain(_ name: String) -> Chain? {
        guard let connections else { return nil }
        return Chain(
            name,
            rules: [
                Rule(
                    then: [.connectionLimit(over: connections), .verdict(.goto("too-many-connections"))],
                    comment: "over \(connections) connections at a time")
            ])
    }
}

extension Match.Direction {
    /// A workload's packets come in from it and go out to it.
    fileprivate var word: String { self == .input ? "from" : "to" }
}
