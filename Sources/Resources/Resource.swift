/// One resource of the desired state.
package enum Resource: Hashable, Sendable {
    case pod(Pod)
    case namespace(Namespace)
    case node(Node)
    case serviceAccount(ServiceAccount)
    case kubernetesNetworkPolicy(KubernetesNetworkPolicy)
    case workloadEndpoint(WorkloadEndpoint)
    /// NetworkPolicy and GlobalNetworkPolicy of Calico: the same but for what they can select.
    case policy(Policy)
    case tier(Tier)
    case profile(Profile)
    /// NetworkSet and GlobalNetworkSet.
    case networkSet(NetworkSet)
    case hostEndpoint(HostEndpoint)
    /// AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy.
    case adminPolicy(AdminPolicy)
    case ipPool(IPPool)
    case ipReservation(IPReservation)
    case service(Service)
    case endpointSlice(EndpointSlice)
    case felixConfiguration(FelixConfiguration)
    case bgpConfiguration(BGPConfiguration)
    case bgpPeer(BGPPeer)
    case bgpFilter(BGPFilter)
    case calicoNode(Node)
    case blockAffinity(BlockAffinity)

    package var id: ResourceID {
        switch self {
        case .pod(let pod): ResourceID(.pod, namespace: pod.namespace, name: pod.name)
        case .namespace(let namespace): ResourceID(.namespace, name: namespace.name)
        case .node(let node): ResourceID(.node, name: node.name)
        case .serviceAccount(let account):
            ResourceID(.serviceAccount, namespace: account.namespace, name: account.name)
        case .kubernetesNetworkPolicy(let policy):
            ResourceID(
                policy.stagedAction == nil ? .kubernetesNetworkPolicy : .stagedKubernetesNetworkPolicy,
                namespace: policy.namespace, name: policy.name)
        case .workloadEndpoint(let endpoint):
            ResourceID(.workloadEndpoint, namespace: endpoint.namespace, name: endpoint.name)
        case .policy(let policy): policy.id
        case .tier(let tier): ResourceID(.tier, name: tier.name)
        case .profile(let profile): ResourceID(.profile, name: profile.name)
        case .networkSet(let set): set.id
        case .hostEndpoint(let endpoint): ResourceID(.hostEndpoint, name: endpoint.name)
        case .adminPolicy(let policy): policy.id
        case .ipPool(let pool): ResourceID(.ipPool, name: pool.name)
        case .ipReservation(let reservation): ResourceID(.ipReservation, name: reservation.name)
        case .service(let service):
            ResourceID(.service, namespace: service.namespace, name: service.name)
        case .endpointSlice(let slice):
            ResourceID(.endpointSlice, namespace: slice.namespace, name: slice.name)
        case .felixConfiguration(let configuration):
            ResourceID(.felixConfiguration, name: configuration.name)
        case .bgpConfiguration(let configuration): ResourceID(.bgpConfiguration, name: configuration.name)
        case .bgpPeer(let peer): ResourceID(.bgpPeer, name: peer.name)
        case .bgpFilter(let filter): ResourceID(.bgpFilter, name: filter.name)
        case .calicoNode(let node): ResourceID(.calicoNode, name: node.name)
        case .blockAffinity(let affinity): ResourceID(.blockAffinity, name: affinity.name)
        }
    }
}

extension Resource {
    package var hostEndpoint: HostEndpoint? {
        if case .hostEndpoint(let endpoint) = self { endpoint } else { nil }
    }
}
