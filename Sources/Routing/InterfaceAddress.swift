package import Addressing

/// An address that an interface of this node has.
package struct InterfaceAddress: Hashable, Sendable {
    package let address: IPAddress
    /// How many leading bits the interface's neighbours share with it.
    package let prefixLength: UInt8
    /// The interface by its index.
    package let link: UInt32
    package let flags: Flags

    /// The bits of the address's state, `IFA_F_*` in linux/if_addr.h.
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) { self.rawValue = rawValue }

        /// For IPv6 a temporary address (RFC 8981); for IPv4 a second one of the same subnet.
        package static let temporary = Flags(rawValue: 0x01)
        package static let optimistic = Flags(rawValue: 0x04)
        /// Somebody else on the link has it.
        package static let duplicate = Flags(rawValue: 0x08)
        /// Its preferred lifetime is over.
        package static let deprecated = Flags(rawValue: 0x20)
        /// It is not known yet whether somebody else has it.
        package static let tentative = Flags(rawValue: 0x40)
        package static let permanent = Flags(rawValue: 0x80)
        /// The kernel was told to make no route of its prefix.
        package static let noPrefixRoute = Flags(rawValue: 0x200)
    }

    package init(_ address: IPAddress, prefixLength: UInt8, link: UInt32, flags: Flags = []) {
        self.flags = flags
        self.address = address
        self.prefixLength = prefixLength
        self.link = link
    }

    package var isLinkLocal: Bool { address.isLinkLocal }

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
