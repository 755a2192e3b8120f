/// A block of addresses that share their first `length` bits.
package struct IPPrefix: Hashable, Sendable {
    package let family: IPFamily
    /// The number of leading bits that are fixed, 0 to 32 or 128.
    package let length: UInt8
    /// The first address, with every bit behind `length` zero.
    package let bits: UInt128

    /// The block of `length` bits that `address` lies in.
    package init(_ address: IPAddress, length: UInt8) {
        precondition(length <= address.family.addressBits)
        let free = address.family.addressBits - Int(length)
        self.family = address.family
        self.length = length
        self.bits = free >= 128 ? 0 : (address.bits >> free) << free
    }

    /// The block that holds `address` alone.
    package init(_ address: IPAddress) {
        self.init(address, length: UInt8(address.family.addressBits))
    }

    package var address: IPAddress { IPAddress(family, bits: bits) }

    /// Whether the block holds one address only: `/32` or `/128`.
    package var isHost: Bool { Int(length) == family.addressBits }

    package func contains(_ address: IPAddress) -> Bool {
        address.family == family && range.contains(address.bits)
    }

    package var range: AddressRange {
        let free = family.addressBits - Int(length)
        return AddressRange(bits, free >= 128 ? .max : bits | ((1 << free) - 1))
    }
}

extension IPPrefix: Comparable {
    package static func < (left: IPPrefix, right: IPPrefix) -> Bool {
        (left.family, left.bits, left.length) < (right.family, right.bits, right.length)
    }
}
