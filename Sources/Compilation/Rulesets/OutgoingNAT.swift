import Addressing
import Calculation
import HashTreeCollections
import Nftables

extension Ruleset {
    /// Hides workloads of pools with `natOutgoing` behind the node when they leave the cluster.
    ///
    /// Behind kube-proxy (100), whose mark on packets to translate must have been read by then.
    mutating func addOutgoingNAT(_ network: NodeNetwork, _ options: CompilationOptions, _ ip: IPFamily) {
        guard !network.hiddenPools[ip].isEmpty else { return }
        addPools(network, ip)
        add(NamedSet("nat-outgoing", ip, network.hiddenPools[ip], "pools with natOutgoing"))
        var leaving: [Match] = [
            .addressSet(.source, "nat-outgoing"), .addressSet(.destination, "pools", isNegated: true),
        ]
        if options.natExclusions == .poolsAndNodes, !network.nodes[ip].isEmpty {
            addNodes(network, ip)
            leaving.append(.addressSet(.destination, "nodes", isNegated: true))
        }
        if let interface = outgoingInterface(options.natInterface) { leaving.append(interface) }
        let hide: (ClosedRange<UInt16>?) -> Statement = { ports in
            options.natAddress[ip].map { .sourceNAT($0, ports: ports) } ?? .masquerade(ports: ports)
        }
        var rules: [Rule] = []
        if let ports = options.natPorts {
            // Only these have ports that can be chosen.
            rules = [6, 17].map {
                Rule([.transport($0)] + leaving, then: [.counter, hide(ports)], comment: "natOutgoing")
            }
        }
        rules.append(Rule(leaving, then: [.counter, hide(nil)], comment: "natOutgoing"))
        addSourceTranslation(rules)
    }

    /// The interface that natOutgoing is confined to; iptables ends a beginning of names with `+`.
    private func outgoingInterface(_ filter: String) -> Match? {
        guard let last = filter.last else { return nil }
        guard last == "+" || last == "*" else { return .interface(.output, filter) }
        return .interfacePrefix(.output, String(filter.dropLast()))
    }

    /// Adds rules to the one chain that rewrites sources.
    mutating func addSourceTranslation(_ rules: [Rule]) {
        let hook = BaseHook(.postrouting, priority: 110, type: .nat)
        let comment = "sources that are rewritten"
        chains["source-nat", default: Chain("source-nat", hook: hook, comment: comment, rules: [])].rules +=
            rules
    }

    mutating func addPools(_ network: NodeNetwork, _ ip: IPFamily) {
        add(NamedSet("pools", ip, network.pools[ip], "addresses of workloads, here and elsewhere"))
    }

    mutating func addNodes(_ network: NodeNetwork, _ ip: IPFamily) {
        add(NamedSet("nodes", ip, network.nodes[ip], "addresses of all nodes"))
    }
}

extension NamedSet {
    /// A set of blocks of addresses, in ranges that neither overlap nor touch.
    init(_ name: String, _ ip: IPFamily, _ ranges: [AddressRange], _ comment: String) {
        self.init(
            name, key: [.address(ip)], isInterval: true, comment: comment, elements: .ranges(ranges))
    }
}
