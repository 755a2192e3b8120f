package import Addressing
package import Selectors

/// A HostEndpoint (`projectcalico.org/v3`): an interface of a node itself, or all of them.
package struct HostEndpoint: Hashable, Sendable {
    /// Which interface is meant.
    package enum Interface: Hashable, Sendable {
        case named(String)
        /// `*`: every interface that no other host endpoint and no workload has.
        case all
        /// The one that has one of the expected addresses.
        case withExpectedAddress
    }

    package var name: String
    package var labels: Labels
    /// `spec.node`.
    package var node: String
    package var interface: Interface
    /// `spec.expectedIPs`; selectors in rules mean these addresses.
    package var expectedAddresses: [IPAddress]
    package var profiles: [String]
    package var ports: [EndpointPort]

    package init(
        name: String, labels: Labels = [:], node: String, interface: Interface,
        expectedAddresses: [IPAddress] = [], profiles: [String] = [], ports: [EndpointPort] = []
    ) {
        self.name = name
        self.labels = labels
        self.node = node
        self.interface = interface
        self.expectedAddresses = expectedAddresses
        self.profiles = profiles
        self.ports = ports
    }
}
