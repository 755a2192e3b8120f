package import Addressing

/// An address that an interface of this node has.
package struct InterfaceAddress: Hashable, Sendable {
    package let address: IPAddress
    /// How many leading bits the interface's neighbours share with it.
    package let prefixLength: UInt8
    /// The interface by its index.
    package let link: UInt32

    package init(_ address: IPAddress, prefixLength: UInt8, link: UInt32) {
        self.address = address
        self.prefixLength = prefixLength
        self.link = link
    }

    /// The block of addresses that are on the link because of this one.
    package var subnet: IPPrefix { IPPrefix(address, length: prefixLength) }
}

extension InterfaceAddress: Comparable {
    package static func < (left: InterfaceAddress, right: InterfaceAddress) -> Bool {
        (left.link, left.address, left.prefixLength) < (right.link, right.address, right.prefixLength)
    }
}

extension InterfaceAddress: CustomStringConvertible {
    /// As `ip address` prints it: `inet 10.0.0.1/24`.
    package var description: String {
        "\(address.family == .v4 ? "inet" : "inet6") \(address)/\(prefixLength)"
    }
}
