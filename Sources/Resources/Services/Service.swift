package import Addressing

/// A Service (`v1`), as far as packets care.
package struct Service: Hashable, Sendable {
    package var namespace: String
    package var name: String
    /// `spec.clusterIPs`, or `spec.clusterIP`; empty for a headless service.
    package var clusterAddresses: [IPAddress]
    package var externalAddresses: [IPAddress]
    /// `status.loadBalancer.ingress[].ip`.
    package var loadBalancerAddresses: [IPAddress]
    /// `spec.externalTrafficPolicy: Local`: packets from outside go to endpoints of the node that they came to.
    package var keepsExternalTrafficLocal = false

    package init(
        namespace: String, name: String, clusterAddresses: [IPAddress] = [],
        externalAddresses: [IPAddress] = [], loadBalancerAddresses: [IPAddress] = []
    ) {
        self.namespace = namespace
        self.name = name
        self.clusterAddresses = clusterAddresses
        self.externalAddresses = externalAddresses
        self.loadBalancerAddresses = loadBalancerAddresses
    }
}
