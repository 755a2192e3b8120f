package import Addressing
package import Selectors

/// A NetworkPolicy of Kubernetes (`networking.k8s.io/v1`).
package struct KubernetesNetworkPolicy: Hashable, Sendable {
    /// A rule of `spec.ingress` or `spec.egress`.
    package struct Rule: Hashable, Sendable {
        /// `from` or `to`; empty or left out: every peer.
        package var peers: [Peer]
        /// Empty or left out: every port of every protocol.
        package var ports: [Port]

        package init(peers: [Peer] = [], ports: [Port] = []) {
            self.peers = peers
            self.ports = ports
        }
    }

    package enum Peer: Hashable, Sendable {
        /// Label selectors in the language of `Selector`. Without a namespace selector: the policy's own
        /// namespace; without a pod selector: all pods.
        case pods(Selector?, namespaces: Selector?)
        case block(IPPrefix, except: [IPPrefix])
    }

    package struct Port: Hashable, Sendable {
        /// The protocol number, TCP where it is left out.
        package var transport: UInt8
        /// A number, `port` to `endPort`, or a name; `nil` is every port of the protocol.
        package var port: PortMatch?

        package init(transport: UInt8 = 6, port: PortMatch? = nil) {
            self.transport = transport
            self.port = port
        }
    }

    package var namespace: String
    package var name: String
    package var podSelector: Selector
    /// `policyTypes`, or what the API takes for them where they are left out: Ingress always, Egress if
    /// there is an egress section.
    package var appliesToIngress: Bool
    package var appliesToEgress: Bool
    package var ingress: [Rule]
    package var egress: [Rule]
    /// StagedKubernetesNetworkPolicy only; `nil` for policies that are enforced.
    package var stagedAction: Policy.StagedAction?

    package init(
        namespace: String, name: String, podSelector: Selector = .all, appliesToIngress: Bool = true,
        appliesToEgress: Bool = false, ingress: [Rule] = [], egress: [Rule] = []
    ) {
        self.namespace = namespace
        self.name = name
        self.podSelector = podSelector
        self.appliesToIngress = appliesToIngress
        self.appliesToEgress = appliesToEgress
        self.ingress = ingress
        self.egress = egress
    }
}
