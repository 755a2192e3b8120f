package import Addressing

/// The address of one family by which other nodes reach this one.
package struct NodeAddress: Hashable, Sendable {
    package let address: IPAddress
    package let prefixLength: UInt8
    /// The interface that has it, by name.
    package let interface: String
    /// How it came to be the one: a method of detection, or `Node`.
    package let origin: String

    package init(_ address: IPAddress, prefixLength: UInt8, interface: String, origin: String) {
        self.address = address
        self.prefixLength = prefixLength
        self.interface = interface
        self.origin = origin
    }
}

extension NodeAddress: CustomStringConvertible {
    /// `192.0.2.1/24 on eth0 (first-found)`.
    package var description: String { "\(address)/\(prefixLength) on \(interface) (\(origin))" }
}

/// Why a node has no address of one family, as a half sentence.
package struct NoNodeAddress: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ reason: String) { description = reason }
}
