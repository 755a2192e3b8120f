/// The kinds of resources that have a meaning for a node.
package enum Kind: String, Hashable, Sendable, CaseIterable {
    case pod = "Pod"
    case namespace = "Namespace"
    case node = "Node"
    case serviceAccount = "ServiceAccount"
    case kubernetesNetworkPolicy = "KubernetesNetworkPolicy"
    case workloadEndpoint = "WorkloadEndpoint"
    case networkPolicy = "NetworkPolicy"
    case globalNetworkPolicy = "GlobalNetworkPolicy"
    case tier = "Tier"
    case profile = "Profile"
    case networkSet = "NetworkSet"
    case globalNetworkSet = "GlobalNetworkSet"
    case hostEndpoint = "HostEndpoint"
    case stagedNetworkPolicy = "StagedNetworkPolicy"
    case stagedGlobalNetworkPolicy = "StagedGlobalNetworkPolicy"
    case stagedKubernetesNetworkPolicy = "StagedKubernetesNetworkPolicy"
    case adminNetworkPolicy = "AdminNetworkPolicy"
    case baselineAdminNetworkPolicy = "BaselineAdminNetworkPolicy"
    case clusterNetworkPolicy = "ClusterNetworkPolicy"
    case ipPool = "IPPool"
    case ipReservation = "IPReservation"
    case service = "Service"
    case endpointSlice = "EndpointSlice"
    case felixConfiguration = "FelixConfiguration"
    case bgpConfiguration = "BGPConfiguration"
    case bgpPeer = "BGPPeer"
    case bgpFilter = "BGPFilter"
    /// Calico's Node, which completes Kubernetes' of the same name.
    case calicoNode = "CalicoNode"
    case blockAffinity = "BlockAffinity"

    /// Whether resources of the kind live in a namespace.
    package var isNamespaced: Bool {
        switch self {
        case .pod, .serviceAccount, .kubernetesNetworkPolicy, .workloadEndpoint, .networkPolicy, .networkSet,
            .stagedNetworkPolicy, .stagedKubernetesNetworkPolicy, .service, .endpointSlice:
            true
        case .namespace, .node, .globalNetworkPolicy, .tier, .profile, .globalNetworkSet, .hostEndpoint,
            .stagedGlobalNetworkPolicy, .adminNetworkPolicy, .baselineAdminNetworkPolicy,
            .clusterNetworkPolicy, .ipPool, .ipReservation, .felixConfiguration, .bgpConfiguration,
            .bgpPeer, .bgpFilter, .calicoNode, .blockAffinity:
            false
        }
    }

    /// Whether policies of the kind are evaluated and counted, and never decide.
    package var isStaged: Bool {
        switch self {
        case .stagedNetworkPolicy, .stagedGlobalNetworkPolicy, .stagedKubernetesNetworkPolicy: true
        case .pod, .serviceAccount, .kubernetesNetworkPolicy, .workloadEndpoint, .networkPolicy, .networkSet,
            .service, .endpointSlice, .namespace, .node, .globalNetworkPolicy, .tier, .profile,
            .globalNetworkSet, .hostEndpoint, .adminNetworkPolicy, .baselineAdminNetworkPolicy,
            .clusterNetworkPolicy, .ipPool, .ipReservation, .felixConfiguration, .bgpConfiguration,
            .bgpPeer, .bgpFilter, .calicoNode, .blockAffinity:
            false
        }
    }
}

/// What tells one resource from all others.
package struct ResourceID: Hashable, Sendable {
    package let kind: Kind
    /// Empty for kinds without one.
    package let namespace: String
    package let name: String

    package init(_ kind: Kind, namespace: String = "", name: String) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }
}

extension ResourceID {
    /// The names alone: they tell nearly all apart, and these are the keys of the busiest dictionaries.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(namespace)
    }
}

extension ResourceID: Comparable {
    package static func < (left: ResourceID, right: ResourceID) -> Bool {
        (left.kind.rawValue, left.namespace, left.name) < (right.kind.rawValue, right.namespace, right.name)
    }
}

extension ResourceID: CustomStringConvertible {
    package var description: String {
        namespace.isEmpty ? "\(kind.rawValue) \(name)" : "\(kind.rawValue) \(namespace)/\(name)"
    }
}
