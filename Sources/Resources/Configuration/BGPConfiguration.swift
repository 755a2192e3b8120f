package import Addressing

/// A BGPConfiguration (`projectcalico.org/v3`), as far as it says where services have their addresses.
package struct BGPConfiguration: Hashable, Sendable {
    package var name: String
    /// `serviceClusterIPs`, `serviceExternalIPs` and `serviceLoadBalancerIPs`.
    package var serviceBlocks: [IPPrefix]

    package init(name: String, serviceBlocks: [IPPrefix] = []) {
        self.name = name
        self.serviceBlocks = serviceBlocks
    }
}
