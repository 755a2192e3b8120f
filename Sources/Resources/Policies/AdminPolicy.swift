package import Addressing
package import Selectors

/// An AdminNetworkPolicy, BaselineAdminNetworkPolicy or ClusterNetworkPolicy (`policy.networking.k8s.io`).
///
/// https://network-policy-api.sigs.k8s.io
package struct AdminPolicy: Hashable, Sendable {
    package enum Tier: String, Hashable, Sendable, CaseIterable {
        /// Before all other policies.
        case admin = "Admin"
        /// Behind them, for packets on which none of them has decided.
        case baseline = "Baseline"
    }

    package struct Rule: Hashable, Sendable {
        package var name: String
        /// Allow (or Accept), Deny or Pass.
        package var action: PolicyRule.Action
        /// Never empty: the API wants at least one.
        package var peers: [Peer]
        /// Empty: every port of every protocol.
        package var ports: [Port]

        package init(name: String = "", _ action: PolicyRule.Action, peers: [Peer], ports: [Port] = []) {
            self.name = name
            self.action = action
            self.peers = peers
            self.ports = ports
        }
    }

    /// Label selectors are in the language of `Selector`.
    package enum Peer: Hashable, Sendable {
        case pods(Selector, namespaces: Selector)
        /// Egress only: the addresses of nodes.
        case nodes(Selector)
        /// Egress only.
        case networks([IPPrefix])
    }

    package struct Port: Hashable, Sendable {
        /// `nil` only beside a name, which brings its own.
        package var transport: UInt8?
        /// `nil`: every port of the protocol.
        package var port: PortMatch?

        package init(transport: UInt8?, port: PortMatch? = nil) {
            self.transport = transport
            self.port = port
        }
    }

    package var id: ResourceID
    package var tier: Tier
    /// From 0, the first to be asked, to 1000; 0 for a BaselineAdminNetworkPolicy, of which there is one.
    package var priority: Int
    /// `spec.subject`: the pods that the policy is for.
    package var namespaces: Selector
    package var pods: Selector
    package var ingress: [Rule]
    package var egress: [Rule]

    package init(
        _ id: ResourceID, tier: Tier, priority: Int = 0, namespaces: Selector = .all, pods: Selector = .all,
        ingress: [Rule] = [], egress: [Rule] = []
    ) {
        self.id = id
        self.tier = tier
        self.priority = priority
        self.namespaces = namespaces
        self.pods = pods
        self.ingress = ingress
        self.egress = egress
    }
}
