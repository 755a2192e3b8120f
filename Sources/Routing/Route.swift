package import Addressing

/// A route to one of our endpoints: straight out of a device, on the link (`scope link` for IPv4).
package struct Route: Hashable, Sendable {
    package let destination: IPPrefix
    /// The device by name; the kernel's index for it changes when it is made anew.
    package let device: String

    package init(to destination: IPPrefix, device: String) {
        self.destination = destination
        self.device = device
    }

    /// The protocol number by which we know our routes among all others, in the table main.
    ///
    /// No name is assigned to it in iproute2's `rt_protos`.
    package static let ourProtocol: UInt8 = 103
}

extension Route: Comparable {
    package static func < (left: Route, right: Route) -> Bool {
        left.destination != right.destination
            ? left.destination < right.destination : left.device < right.device
    }
}

extension Route: CustomStringConvertible {
    /// As ip(8) takes it.
    package var description: String {
        "\(destination) dev \(device) proto \(Self.ourProtocol)\(destination.family == .v4 ? " scope link" : "")"
    }
}
