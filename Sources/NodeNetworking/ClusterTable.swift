package import Addressing
package import Resources

/// The nodes, pools and blocks of the cluster.
package struct ClusterTable: Sendable {
    private var kubernetesNodes: [String: Node] = [:]
    private var calicoNodes: [String: Node] = [:]
    package private(set) var pools: [ResourceID: IPPool] = [:]
    private var affinities: [ResourceID: BlockAffinity] = [:]

    package init() {}

    /// Takes `resource` for what `id` is from now on; `nil`: it is not there any more.
    ///
    /// Says whether anything here may depend on it.
    package mutating func update(_ id: ResourceID, _ resource: Resource?) -> Bool {
        switch id.kind {
        case .node:
            if case .node(let node)? = resource { return kubernetesNodes.set(id.name, node) }
            return kubernetesNodes.set(id.name, nil)
        case .calicoNode:
            if case .calicoNode(let node)? = resource { return calicoNodes.set(id.name, node) }
            return calicoNodes.set(id.name, nil)
        case .ipPool:
            if case .ipPool(let pool)? = resource { return pools.set(id, pool) }
            return pools.set(id, nil)
        case .blockAffinity:
            if case .blockAffinity(let affinity)? = resource { return affinities.set(id, affinity) }
            return affinities.set(id, nil)
        default: return false
        }
    }

    /// What all sources together say of the node `name`.
    package func node(_ name: String) -> Node? {
        guard let kubernetes = kubernetesNodes[name] else { return calicoNodes[name] }
        return calicoNodes[name].map { kubernetes.completed(by: $0) } ?? kubernetes
    }

    /// The names of all nodes, sorted.
    package var nodeNames: [String] {
        Set(kubernetesNodes.keys).union(calicoNodes.keys).sorted()
    }

    /// Whether only Calico's Node tells of the node `name`.
    func isCalicoNode(_ name: String) -> Bool { kubernetesNodes[name] == nil }

    /// The smallest pool that `block` is in.
    package func pool(of block: IPPrefix) -> IPPool? {
        pools.values.filter { $0.prefix.contains(block.address) && $0.prefix.length <= block.length }
            .max { ($0.prefix.length, $1.name) < ($1.prefix.length, $0.name) }
    }

    /// The blocks of each node, by its name.
    ///
    /// Blocks of Calico's IPAM are affine to a node; where a node has none of a family, its `podCIDRs` count.
    package var blocks: [String: [IPPrefix]] {
        var result: [String: [IPPrefix]] = [:]
        for affinity in affinities.values
        where affinity.isHost && !affinity.isDeleted && affinity.state == .confirmed {
            result[affinity.node, default: []].append(affinity.block)
        }
        for name in nodeNames {
            let families = Set((result[name] ?? []).map(\.family))
            for block in node(name)?.podBlocks ?? [] where !families.contains(block.family) {
                result[name, default: []].append(block)
            }
        }
        return result.mapValues { $0.sorted() }
    }
}

extension Dictionary where Value: Equatable {
    /// Says whether the value was another before.
    fileprivate mutating func set(_ key: Key, _ value: Value?) -> Bool {
        let old = self[key]
        self[key] = value
        return old != value
    }
}
