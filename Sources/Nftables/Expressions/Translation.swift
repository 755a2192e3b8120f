/// Rewriting of a packet's addresses, as an instruction: `linux/netfilter/nf_tables.h`, `enum nft_nat_attributes`.
package struct Translation: Hashable, Sendable {
    package enum Kind: UInt32, Hashable, Sendable {
        case source = 0
        case destination = 1
    }

    package let kind: Kind
    /// The protocol family of the address, AF_INET 2 or AF_INET6 10.
    package let addressFamily: UInt32
    package let address: Register
    /// The lowest and the highest port; `nil`: any.
    package let ports: PortRegisters?
    package let flags: UInt32

    package init(
        _ kind: Kind, addressFamily: UInt32, address: Register, ports: PortRegisters? = nil, flags: UInt32
    ) {
        self.kind = kind
        self.addressFamily = addressFamily
        self.address = address
        self.ports = ports
        self.flags = flags
    }

    /// `NF_NAT_RANGE_MAP_IPS`, with which the kernel lists every translation to an address.
    package static let mapsAddress: UInt32 = 1
    /// `NF_NAT_RANGE_PROTO_SPECIFIED`.
    package static let mapsPort: UInt32 = 2
    /// `NF_NAT_RANGE_PROTO_RANDOM_FULLY`.
    package static let isFullyRandom: UInt32 = 16
}

/// Where the bounds of a range of ports are.
package struct PortRegisters: Hashable, Sendable {
    package let lowest: Register
    package let highest: Register

    package init(lowest: Register, highest: Register) {
        self.lowest = lowest
        self.highest = highest
    }
}

/// How often something may happen: `rate` in each `unit`, and `burst` at once.
package struct Limit: Hashable, Sendable {
    package let rate: UInt64
    /// In seconds.
    package let unit: UInt64
    package let burst: UInt32
    /// Whether packets above the limit are meant, and not those within.
    package let isOver: Bool

    package init(rate: UInt64, unit: UInt64, burst: UInt32, isOver: Bool) {
        self.rate = rate
        self.unit = unit
        self.burst = burst
        self.isOver = isOver
    }
}

/// The units of rates.
package enum LimitUnit: UInt64, Hashable, Sendable {
    case second = 1
    case minute = 60
    case hour = 3600
    case day = 86400
}

/// A write into a packet's header, with the checksum that covers it.
package struct PayloadWrite: Hashable, Sendable {
    package let base: PayloadBase
    package let offset: UInt32
    package let length: UInt32
    /// Where the header's internet checksum is; `nil` for a header without one.
    package let checksumOffset: UInt32?

    package init(_ base: PayloadBase, offset: UInt32, length: UInt32, checksumOffset: UInt32?) {
        self.base = base
        self.offset = offset
        self.length = length
        self.checksumOffset = checksumOffset
    }
}
