import Addressing
import Resources

/// Pools, nodes and the blocks of services: what the node's network beyond its endpoints is made of.
struct NetworkTable {
    private var pools: [ResourceID: IPPool] = [:]
    private var nodes: [ResourceID: Node] = [:]
    private var configurations: [ResourceID: BGPConfiguration] = [:]

    mutating func update(_ id: ResourceID, _ resource: Resource?) {
        switch resource {
        case .ipPool(let pool): pools[id] = pool
        case .node(let node), .calicoNode(let node): nodes[id] = node
        case .bgpConfiguration(let configuration): configurations[id] = configuration
        default:
            pools[id] = nil
            nodes[id] = nil
            configurations[id] = nil
        }
    }

    /// - Parameter name: this node's, whose own BGPConfiguration is `node.NAME`.
    func network(ofNode name: String) -> NodeNetwork {
        var network = NodeNetwork()
        let own = configurations.values.filter { $0.name == "default" || $0.name == "node.\(name)" }
        // Addresses of load balancers are nobody's workload.
        let workloads = pools.values.filter { $0.allowedUses != [.loadBalancer] }
        network.pools = ranges(workloads.map(\.prefix))
        network.hiddenPools = ranges(pools.values.filter(\.natOutgoing).map(\.prefix))
        network.nodes = ranges(nodes.values.flatMap(\.addresses).map { IPPrefix($0) })
        network.serviceBlocks = ranges(own.flatMap(\.serviceBlocks))
        return network
    }

    private func ranges(_ prefixes: [IPPrefix]) -> DualStack<[AddressRange]> {
        DualStack { family in prefixes.filter { $0.family == family }.map(\.range).merged() }
    }
}
