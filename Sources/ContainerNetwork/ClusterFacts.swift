package import AddressManagement
package import Addressing
package import Resources
package import Selectors

/// What the state directory says that giving addresses depends on.
package struct ClusterFacts: Sendable {
    package var pools: [IPPool] = []
    package var reserved: [IPPrefix] = []
    /// This node's labels, by which pools select it.
    package var labels: Labels = [:]
    /// This node's own blocks, `spec.podCIDRs`, the primary family's first.
    package var podBlocks: [IPPrefix] = []
    /// This node's addresses.
    package var nodeAddresses: [IPAddress] = []
    /// What other nodes' workloads have, and other nodes' own blocks.
    package var foreignAddresses: [IPAddress] = []
    package var foreignBlocks: [IPPrefix] = []
    /// What BlockAffinities say to be this node's.
    package var ownBlocks: [IPPrefix] = []
    package var pods: [Workload.Pod: Pod] = [:]
    package var namespaces: [String: Namespace] = [:]
    /// The families that the node serves.
    package var isServed = DualStack(v4: true, v6: true)
    /// The families whose packets WireGuard encrypts between nodes.
    package var isEncrypted = DualStack(v4: false, v6: false)

    /// - Parameter node: this node's name.
    package init(_ resources: some Sequence<Resource>, node: String) {
        var own = Node(name: node)
        for resource in resources {
            switch resource {
            case .ipPool(let pool): pools.append(pool)
            case .namespace(let namespace): namespaces[namespace.name] = namespace
            case .ipReservation(let reservation): reserved += reservation.prefixes
            case .node(let other) where other.name == node: own = other.completed(by: own)
            case .calicoNode(let other) where other.name == node: own = own.completed(by: other)
            case .node(let other): foreignBlocks += other.podBlocks
            case .blockAffinity(let affinity) where !affinity.isDeleted:
                if affinity.node != node {
                    foreignBlocks.append(affinity.block)
                } else if affinity.isHost, affinity.state == .confirmed {
                    ownBlocks.append(affinity.block)
                }
            case .pod(let pod):
                if pod.nodeName.isEmpty || pod.nodeName == node {
                    pods[Workload.Pod(namespace: pod.namespace, name: pod.name)] = pod
                } else if !pod.isHostNetwork, !pod.isFinished {
                    foreignAddresses += pod.addresses
                }
            case .workloadEndpoint(let endpoint) where endpoint.node != node:
                foreignAddresses += endpoint.addresses
            default: continue
            }
        }
        pools.sort { $0.name < $1.name }
        ownBlocks.sort()
        (labels, podBlocks, nodeAddresses) = (own.labels, own.podBlocks, own.addresses)
    }
}

extension ClusterFacts {
    /// What the pod's annotations and its namespace's ask for.
    package func wishes(of workload: Workload) throws(PluginError) -> PodWishes {
        guard let pod = workload.pod else { return try PodWishes(nil) }
        return try PodWishes(pods[pod], in: namespaces[pod.namespace])
    }

    /// Of one without a manifest only the name is known, which Kubernetes makes a label of.
    func labels(ofNamespace name: String) -> Labels {
        namespaces[name]?.labels ?? ["kubernetes.io/metadata.name": name]
    }

    /// The family whose address is a pod's `podIP`: that of the node's own first block, or else of its first
    /// address, as the control plane has it.
    package var primaryFamily: IPFamily {
        let first = podBlocks.first?.family ?? nodeAddresses.first?.family ?? .v4
        return isServed[first] ? first : first == .v4 ? .v6 : .v4
    }

    /// What a packet of a workload may weigh where the configuration does not say: what the way out of the node
    /// takes, less what the pools' encapsulation does (RFC 7348: 50 bytes over IPv4, 70 over IPv6; RFC 2003: 20), or
    /// WireGuard (60 over IPv4, 80 over IPv6).
    ///
    /// Never less than IPv6 needs (RFC 8200, section 5).
    ///
    /// - Parameter uplink: the least that leaves the node; `nil` where there is no way out: Ethernet's.
    package func usualMTU(uplink: Int?) -> Int {
        let overheads = pools.map { pool in
            pool.vxlanMode != .never
                ? (pool.prefix.family == .v4 ? 50 : 70) : pool.ipipMode != .never ? 20 : 0
        }
        let encrypting = IPFamily.allCases.map { !isEncrypted[$0] ? 0 : $0 == .v4 ? 60 : 80 }
        return max(1280, (uplink ?? 1500) - ((overheads + encrypting).max() ?? 0))
    }

    /// What giving out has to heed: this node's ledger knows nothing of other nodes' blocks, so that none is
    /// ever borrowed from and none claimed that another node's workload has an address of.
    package func rules(for pools: [IPPool]) -> AssignmentRules {
        var rules = AssignmentRules()
        rules.strictAffinity = true
        rules.reserved = reserved
        rules.ownBlocks = ownBlocks
        rules.foreignBlocks = Set(foreignBlocks)
        for address in foreignAddresses {
            guard let pool = pools.first(where: { $0.prefix.contains(address) }) else { continue }
            rules.foreignBlocks.insert(IPPrefix(address, length: UInt8(clamping: pool.blockSize)))
        }
        return rules
    }
}
