package import Addressing

/// An EndpointSlice (`discovery.k8s.io/v1`): some of the addresses behind a service.
package struct EndpointSlice: Hashable, Sendable {
    package struct Port: Hashable, Sendable {
        package let name: String
        /// `nil`: every port.
        package let port: UInt16?
        package let transport: UInt8

        package init(name: String = "", port: UInt16?, transport: UInt8 = 6) {
            self.name = name
            self.port = port
            self.transport = transport
        }
    }

    package var namespace: String
    package var name: String
    /// The label `kubernetes.io/service-name`; empty if it belongs to none.
    package var serviceName: String
    /// Of all its endpoints, also of those that are not ready, as in Calico.
    package var addresses: [IPAddress]
    package var ports: [Port]
    /// The nodes that have one that is ready, sorted.
    package var readyNodes: [String] = []

    package init(
        namespace: String, name: String, serviceName: String, addresses: [IPAddress] = [], ports: [Port] = []
    ) {
        self.namespace = namespace
        self.name = name
        self.serviceName = serviceName
        self.addresses = addresses
        self.ports = ports
    }
}
