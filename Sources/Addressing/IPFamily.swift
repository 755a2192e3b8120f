/// One of the two Internet protocols.
package enum IPFamily: UInt8, CaseIterable, Comparable, Sendable {
    case v4 = 4
    case v6 = 6

    /// The number of bits in an address.
    package var addressBits: Int { self == .v4 ? 32 : 128 }

    /// The number of bytes in an address.
    package var addressBytes: Int { addressBits / 8 }

    /// The last address of the family, all bits set.
    package var lastAddress: UInt128 { self == .v4 ? UInt128(UInt32.max) : .max }

    package static func < (left: IPFamily, right: IPFamily) -> Bool { left.rawValue < right.rawValue }
}

extension IPFamily: CustomStringConvertible {
    package var description: String { self == .v4 ? "IPv4" : "IPv6" }
}
