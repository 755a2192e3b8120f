import Addressing
import Calculation
import HashTreeCollections
import Nftables
import Resources

extension Ruleset {
    /// Further sources that some workloads may send from, beside `local-addresses`.
    mutating func addAllowedSources(_ endpoints: [LocalEndpoint], _ ip: IPFamily) {
        let elements = endpoints.flatMap { endpoint in
            endpoint.allowedSources[ip].map(\.range).merged().map { range in
                Element(
                    key: interfaceKey(endpoint.interface) + IPAddress.bytes(of: range.first, ip),
                    end: interfaceKey(endpoint.interface) + IPAddress.bytes(of: range.last, ip))
            }
        }
        guard !elements.isEmpty, var chain = chains[Name.antiSpoofing] else { return }
        add(
            NamedSet(
                "allowed-sources", key: [.interfaceName, .address(ip)], isInterval: true,
                comment: "what some workloads may send from besides", elements: .keyed(elements.sorted())))
        // Right behind the same question about their own addresses.
        let own = Rule(.interfaceAndSource(Name.localAddresses), then: [.verdict(.accept)])
        let place = chain.rules.firstIndex(of: own).map { $0 + 1 } ?? 0
        chain.rules.insert(
            Rule(.interfaceAndSource("allowed-sources"), then: [.verdict(.accept)]), at: place)
        add(chain)
    }

    /// Writes the DSCP value of endpoints that have one on what they send out of the cluster.
    mutating func addDSCP(_ endpoints: [LocalEndpoint], _ network: NodeNetwork, _ ip: IPFamily) {
        let marked = Dictionary(grouping: endpoints.filter { $0.dscp != nil }, by: { $0.dscp ?? 0 })
            .mapValues { $0.flatMap { $0.addresses[ip].map(\.bits) }.sorted() }.filter { !$0.value.isEmpty }
        guard !marked.isEmpty else { return }
        addPools(network, ip)
        addNodes(network, ip)
        let rules = marked.sorted { $0.key < $1.key }.map { value, addresses in
            add(
                NamedSet(
                    "dscp-\(value)", key: [.address(ip)], comment: "endpoints with DSCP \(value)",
                    elements: .values(addresses)))
            return Rule(
                .addressSet(.source, "dscp-\(value)"), .addressSet(.destination, "pools", isNegated: true),
                .addressSet(.destination, "nodes", isNegated: true), then: [.setDSCP(value)])
        }
        add(
            Chain(
                "dscp", hook: BaseHook(.postrouting, priority: -150),
                comment: "marks on what leaves the cluster",
                rules: rules))
    }

    /// Keeps packets to addresses of services that nobody has translated from going round in circles between
    /// this node and the router that sends them here.
    mutating func addServiceLoops(_ network: NodeNetwork, _ options: CompilationOptions, _ ip: IPFamily) {
        guard let action = options.serviceLoop, !network.serviceBlocks[ip].isEmpty else { return }
        add(NamedSet("service-blocks", ip, network.serviceBlocks[ip], "where services have their addresses"))
        chains[Name.forwardIngress]?.rules.append(
            Rule(
                .addressSet(.destination, "service-blocks"), then: [.counter, action.statement],
                comment: "no such service: ServiceLoopPrevention"))
    }

    /// A workload that wraps packets itself would speak past all policy to whoever unwraps them.
    mutating func addWrappedPackets(_ options: CompilationOptions) {
        var matches: [[Match]] = []
        if !options.allowsIPIPFromWorkloads { matches.append([.transport(4)]) }
        if !options.allowsVXLANFromWorkloads {
            matches.append([.transport(17), .port(.destination, options.vxlanPort...options.vxlanPort)])
        }
        let rules = options.interfacePrefixes.flatMap { prefix in
            matches.map {
                Rule(
                    $0 + [.interfacePrefix(.input, prefix)], then: [.counter, .verdict(.drop)],
                    comment: "wrapped packet from a workload")
            }
        }
        // Behind what conntrack knows, before the workload's own policy.
        for name in [Name.forwardEgress, Name.inputEgress] {
            chains[name]?.rules.insert(contentsOf: rules, at: 1)
        }
    }
}

extension CompilationOptions.DenyAction {
    var statement: Statement {
        switch self {
        case .drop: .verdict(.drop)
        case .reject: .refuse
        }
    }
}
