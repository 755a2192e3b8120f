package import Addressing
package import Selectors

/// A Kubernetes Pod (`v1`), as far as a node's dataplane cares.
package struct Pod: Hashable, Sendable {
    package var namespace: String
    package var name: String
    package var labels: Labels
    package var annotations: [String: String]
    /// `spec.nodeName`; empty while unscheduled.
    package var nodeName: String
    /// `spec.serviceAccountName`, `default` where it is left out.
    package var serviceAccount: String
    package var isHostNetwork: Bool
    /// Whether it ended (phase Succeeded or Failed) and so holds its addresses no longer.
    package var isFinished: Bool
    /// `status.podIPs`; `status.podIP` where that is empty.
    package var addresses: [IPAddress]
    /// The named container ports, of all containers.
    package var ports: [EndpointPort]
    /// What its annotations ask for.
    package var extras = EndpointExtras()

    package init(
        namespace: String, name: String, labels: Labels = [:], annotations: [String: String] = [:],
        nodeName: String = "", serviceAccount: String = "default", isHostNetwork: Bool = false,
        isFinished: Bool = false, addresses: [IPAddress] = [], ports: [EndpointPort] = []
    ) {
        self.namespace = namespace
        self.name = name
        self.labels = labels
        self.annotations = annotations
        self.nodeName = nodeName
        self.serviceAccount = serviceAccount
        self.isHostNetwork = isHostNetwork
        self.isFinished = isFinished
        self.addresses = addresses
        self.ports = ports
    }
}

/// A port that an endpoint has given a name.
package struct EndpointPort: Hashable, Sendable {
    package let name: String
    package let port: UInt16
    /// The protocol number: TCP 6, UDP 17, SCTP 132.
    package let transport: UInt8

    package init(name: String, port: UInt16, transport: UInt8) {
        self.name = name
        self.port = port
        self.transport = transport
    }
}
