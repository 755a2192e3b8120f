/// All resources of the desired state, each with the place it was written in.
package struct ResourceTable: Sendable {
    package private(set) var resources: [ResourceID: Resource] = [:]
    private var positions: [ResourceID: SourcePosition] = [:]
    private var ids: [Kind: Set<ResourceID>] = [:]

    package init() {}

    package var count: Int { resources.count }

    package subscript(id: ResourceID) -> (resource: Resource, position: SourcePosition)? {
        get {
            guard let resource = resources[id], let position = positions[id] else { return nil }
            return (resource, position)
        }
        set {
            resources[id] = newValue?.resource
            positions[id] = newValue?.position
            if newValue == nil {
                ids[id.kind]?.remove(id)
            } else {
                ids[id.kind, default: []].insert(id)
            }
        }
    }

    /// Puts `resource` in the place of the one with the same ID.
    package mutating func set(_ resource: Resource, at position: SourcePosition) {
        self[resource.id] = (resource, position)
    }

    package mutating func remove(_ id: ResourceID) {
        self[id] = nil
    }

    /// Where the resource `id` was written.
    package func position(of id: ResourceID) -> SourcePosition? { positions[id] }

    /// The IDs of all resources of `kind`, in no order.
    package func ids(of kind: Kind) -> Set<ResourceID> { ids[kind] ?? [] }
}

// MARK: - One kind after the other

extension ResourceTable {
    private func all<Value>(_ kinds: Kind..., value: @escaping (Resource) -> Value?) -> some Sequence<Value> {
        kinds.lazy.flatMap { kind in
            ids(of: kind).lazy.compactMap { id in resources[id].flatMap(value) }
        }
    }

    package var pods: some Sequence<Pod> {
        all(.pod) { if case .pod(let pod) = $0 { pod } else { nil } }
    }

    package var namespaces: some Sequence<Namespace> {
        all(.namespace) { if case .namespace(let namespace) = $0 { namespace } else { nil } }
    }

    package var nodes: some Sequence<Node> {
        all(.node) { if case .node(let node) = $0 { node } else { nil } }
    }

    package var serviceAccounts: some Sequence<ServiceAccount> {
        all(.serviceAccount) { if case .serviceAccount(let account) = $0 { account } else { nil } }
    }

    package var kubernetesNetworkPolicies: some Sequence<KubernetesNetworkPolicy> {
        all(.kubernetesNetworkPolicy) {
            if case .kubernetesNetworkPolicy(let policy) = $0 { policy } else { nil }
        }
    }

    package var workloadEndpoints: some Sequence<WorkloadEndpoint> {
        all(.workloadEndpoint) { if case .workloadEndpoint(let endpoint) = $0 { endpoint } else { nil } }
    }

    /// NetworkPolicies and GlobalNetworkPolicies of Calico.
    package var policies: some Sequence<Policy> {
        all(.networkPolicy, .globalNetworkPolicy) { if case .policy(let policy) = $0 { policy } else { nil } }
    }

    package var tiers: some Sequence<Tier> {
        all(.tier) { if case .tier(let tier) = $0 { tier } else { nil } }
    }

    package var profiles: some Sequence<Profile> {
        all(.profile) { if case .profile(let profile) = $0 { profile } else { nil } }
    }

    /// NetworkSets and GlobalNetworkSets.
    package var networkSets: some Sequence<NetworkSet> {
        all(.networkSet, .globalNetworkSet) { if case .networkSet(let set) = $0 { set } else { nil } }
    }
}
