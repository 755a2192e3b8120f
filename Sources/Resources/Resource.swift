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

    package var id: ResourceID {
        switch self {
        case .pod(let pod): ResourceID(.pod, namespace: pod.namespace, name: pod.name)
        case .namespace(let namespace): ResourceID(.namespace, name: namespace.name)
        case .node(let node): ResourceID(.node, name: node.name)
        case .serviceAccount(let account):
            ResourceID(.serviceAccount, namespace: account.namespace, name: account.name)
        case .kubernetesNetworkPolicy(let policy):
            ResourceID(.kubernetesNetworkPolicy, namespace: policy.namespace, name: policy.name)
        case .workloadEndpoint(let endpoint):
            ResourceID(.workloadEndpoint, namespace: endpoint.namespace, name: endpoint.name)
        case .policy(let policy): policy.id
        case .tier(let tier): ResourceID(.tier, name: tier.name)
        case .profile(let profile): ResourceID(.profile, name: profile.name)
        case .networkSet(let set): set.id
        }
    }
}
