/// An IPv4 or IPv6 address.
package struct IPAddress: Hashable, Sendable {
    package let family: IPFamily
    /// The address as a number: for IPv4 the lower 32 bits.
    package let bits: UInt128

    package init(_ family: IPFamily, bits: UInt128) {
        self.family = family
        self.bits = bits
    }

    /// The address in network byte order, 4 or 16 bytes.
    package var bytes: [UInt8] { Self.bytes(of: bits, family) }

    /// The number `bits` as an address of `family` in network byte order.
    package static func bytes(of bits: UInt128, _ family: IPFamily) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: family.addressBytes)
        var rest = bits
        for index in bytes.indices.reversed() {
            bytes[index] = UInt8(truncatingIfNeeded: rest)
            rest >>= 8
        }
        return bytes
    }

    /// Whether it is in 169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291).
    package var isLinkLocal: Bool {
        switch family {
        case .v4: bits >> 16 == 0xa9fe
        case .v6: bits >> 118 == 0x3fa
        }
    }

    /// Reads an address from 4 or 16 bytes in network byte order; `nil` for any other count.
    package init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: family = .v4
        case 16: family = .v6
        default: return nil
        }
        bits = bytes.reduce(0) { $0 << 8 | UInt128($1) }
    }
}

extension IPAddress: Comparable {
    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        (left.family, left.bits) < (right.family, right.bits)
    }
}
