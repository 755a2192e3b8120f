import Resources
import Selectors

/// A policy as its author wrote it, of whichever kind.
enum WrittenPolicy {
    case calico(Policy)
    case kubernetes(KubernetesNetworkPolicy)
    case admin(AdminPolicy)
}

extension WrittenPolicy {
    var isStaged: Bool {
        switch self {
        case .calico(let policy): policy.id.kind.isStaged
        case .kubernetes(let policy): policy.stagedAction != nil
        case .admin: false
        }
    }

    /// https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy: Kubernetes' own policies
    /// are in the tier `default`, those of administrators in tiers before and behind it.
    var tier: String {
        switch self {
        case .calico(let policy): policy.tier
        case .kubernetes: "default"
        case .admin(let policy): policy.tier == .admin ? "kube-admin" : "kube-baseline"
        }
    }

    var order: Double {
        switch self {
        case .calico(let policy): policy.order ?? .infinity
        case .kubernetes: 1000
        case .admin(let policy): Double(policy.priority)
        }
    }

    /// What ties of `order` are broken by.
    var name: String {
        let id: ResourceID =
            switch self {
            case .calico(let policy): policy.id
            case .kubernetes(let policy): Resource.kubernetesNetworkPolicy(policy).id
            case .admin(let policy): policy.id
            }
        return "\(id.name)/\(id.namespace)/\(id.kind.rawValue)"
    }

    /// Whether the policy is asked on `occasion`: those before conntrack and translation then only, others of
    /// what is forwarded with `applyOnForward`.
    func isAsked(_ occasion: Occasion) -> Bool {
        guard case .calico(let policy) = self else { return occasion == .normal }
        return switch occasion {
        case .normal: policy.enforcement == .normal
        case .forwarded: policy.enforcement == .normal && policy.appliesOnForward
        case .untracked: policy.enforcement == .untracked
        case .beforeTranslation: policy.enforcement == .preDNAT
        }
    }

    func applies(to direction: FlowDirection) -> Bool {
        switch self {
        case .calico(let policy): direction == .ingress ? policy.appliesToIngress : policy.appliesToEgress
        case .kubernetes(let policy): direction == .ingress ? policy.appliesToIngress : policy.appliesToEgress
        case .admin(let policy): !(direction == .ingress ? policy.ingress : policy.egress).isEmpty
        }
    }

    /// Whether the policy is for `party`.
    func selects(_ party: Party, in cluster: Cluster) -> Bool {
        switch self {
        case .calico(let policy):
            if !policy.id.namespace.isEmpty, party.namespace != policy.id.namespace { return false }
            guard policy.selector.matches(party.labels) else { return false }
            if let selector = policy.namespaceSelector {
                guard let labels = cluster.namespaceLabels(of: party), selector.matches(labels) else {
                    return false
                }
            }
            if let selector = policy.serviceAccountSelector {
                guard let labels = cluster.accountLabels(of: party), selector.matches(labels) else {
                    return false
                }
            }
            return true
        case .kubernetes(let policy):
            return party.kind == .pod && party.namespace == policy.namespace
                && policy.podSelector.matches(party.labels)
        case .admin(let policy):
            guard party.kind == .pod, let labels = cluster.namespaceLabels(of: party) else { return false }
            return policy.namespaces.matches(labels) && policy.pods.matches(party.labels)
        }
    }
}

/// Which of a party's policies is asked.
enum FlowDirection {
    case ingress
    case egress
}

/// When an endpoint's policies are asked: a workload's normally only.
enum Occasion {
    case normal
    /// Of what a host forwards.
    case forwarded
    /// `doNotTrack`.
    case untracked
    /// `preDNAT`.
    case beforeTranslation
}
