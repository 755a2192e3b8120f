package import Addressing
package import Selectors

/// A Kubernetes Node (`v1`).
package struct Node: Hashable, Sendable {
    package var name: String
    package var labels: Labels
    /// `status.addresses` of the types InternalIP and ExternalIP.
    package var addresses: [IPAddress]

    package init(name: String, labels: Labels = [:], addresses: [IPAddress] = []) {
        self.name = name
        self.labels = labels
        self.addresses = addresses
    }
}
