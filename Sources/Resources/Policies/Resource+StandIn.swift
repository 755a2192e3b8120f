import Addressing
import Selectors

extension Resource {
    /// What stands in for this policy while it, or another part of its file, cannot be taken as it was written and
    /// never could: it denies whatever the policy would have been asked about.
    ///
    /// What was to be denied by it is denied, then; what was to be allowed waits until the file is mended. `nil` for
    /// what is no policy, or decides nothing.
    package var standIn: Resource? {
        switch self {
        case .policy(var policy):
            guard policy.stagedAction == nil, !policy.id.name.isEmpty else { return nil }
            if !policy.appliesToIngress, !policy.appliesToEgress {
                policy.appliesToIngress = true
                policy.appliesToEgress = true
            }
            policy.ingress = policy.appliesToIngress ? [PolicyRule(.deny)] : []
            policy.egress = policy.appliesToEgress ? [PolicyRule(.deny)] : []
            return .policy(policy)
        case .kubernetesNetworkPolicy(var policy):
            guard policy.stagedAction == nil, !policy.name.isEmpty else { return nil }
            // No rule allows anything, and what none allows is denied.
            policy.ingress = []
            policy.egress = []
            return .kubernetesNetworkPolicy(policy)
        case .adminPolicy(var policy):
            guard !policy.id.name.isEmpty else { return nil }
            let everyone = AdminPolicy.Peer.pods(.all, namespaces: .all)
            policy.ingress = [AdminPolicy.Rule(.deny, peers: [everyone])]
            policy.egress = [AdminPolicy.Rule(.deny, peers: [everyone, .networks(IPPrefix.everything)])]
            return .adminPolicy(policy)
        default: return nil
        }
    }
}

extension IPPrefix {
    /// `0.0.0.0/0` and `::/0`.
    fileprivate static let everything = IPFamily.allCases.map {
        IPPrefix(IPAddress($0, bits: 0), length: 0)
    }
}
