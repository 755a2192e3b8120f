import Addressing
import Calculation
import Resources

extension ClusterTable {
    /// The addresses that more than one node has: each such node with the names of the others.
    ///
    /// It is an error where this node is one of them, since nobody can know then who is reached by it. Each family
    /// is looked at by itself.
    func duplicateAddresses(_ local: LocalNode) -> [StateProblem] {
        var nodes: [IPAddress: Set<String>] = [:]
        for name in nodeNames {
            for family in IPFamily.allCases {
                guard let address = node(name)?.attachment[family].reachableAddress else { continue }
                nodes[address, default: []].insert(name)
            }
        }
        for address in [local.addresses.v4, local.addresses.v6].compactMap({ $0?.address }) {
            nodes[address, default: []].insert(local.name)
        }
        return nodes.filter { $0.value.count > 1 }.flatMap { address, names in
            names.sorted().map { name in
                let others = names.subtracting([name]).sorted().joined(separator: ", ")
                return StateProblem(
                    nodeID(name),
                    "its \(address.family) address \(address) is also that of Node \(others)",
                    isError: names.contains(local.name))
            }
        }
    }

    func nodeID(_ name: String) -> ResourceID {
        ResourceID(isCalicoNode(name) ? .calicoNode : .node, name: name)
    }
}
