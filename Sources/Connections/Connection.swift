package import Addressing

/// A connection that conntrack follows.
package struct Connection: Hashable, Sendable {
    /// One direction's addresses and ports.
    package struct Tuple: Hashable, Sendable {
        package var source: IPAddress
        package var destination: IPAddress
        /// The protocol number.
        package var transport: UInt8
        /// 0 for protocols without ports.
        package var sourcePort: UInt16
        package var destinationPort: UInt16
        /// Of ICMP and ICMPv6.
        package var icmp: ICMP?

        package init(
            source: IPAddress, destination: IPAddress, transport: UInt8, sourcePort: UInt16 = 0,
            destinationPort: UInt16 = 0, icmp: ICMP? = nil
        ) {
            self.source = source
            self.destination = destination
            self.transport = transport
            self.sourcePort = sourcePort
            self.destinationPort = destinationPort
            self.icmp = icmp
        }
    }

    package struct ICMP: Hashable, Sendable {
        package let type: UInt8
        package let code: UInt8
        package let identifier: UInt16

        package init(type: UInt8, code: UInt8, identifier: UInt16) {
            self.type = type
            self.code = code
            self.identifier = identifier
        }
    }

    /// As its first packet was when it came, before any translation.
    package let original: Tuple
    /// As answers come: its source is where the connection really leads.
    package let reply: Tuple
    /// The bits of `enum ip_conntrack_status`.
    package let status: UInt32
    package let zone: UInt16
    /// The kernel's number for it; tells it from a later one with the same tuples.
    package let id: UInt32

    package init(original: Tuple, reply: Tuple, status: UInt32 = 0, zone: UInt16 = 0, id: UInt32 = 0) {
        self.original = original
        self.reply = reply
        self.status = status
        self.zone = zone
        self.id = id
    }

    package var family: IPFamily { original.source.family }

    /// Whether another connection announced it, which let it in (`IPS_EXPECTED`).
    package var isExpected: Bool { status & 1 != 0 }

    /// What policies saw of its first packet: the source as it was sent, the destination as translated.
    package var asForwarded: Tuple {
        var tuple = original
        tuple.destination = reply.source
        tuple.destinationPort = reply.sourcePort
        return tuple
    }
}

extension Connection: CustomStringConvertible {
    package var description: String {
        let tuple = asForwarded
        return "protocol \(tuple.transport) \(tuple.source) port \(tuple.sourcePort) to "
            + "\(tuple.destination) port \(tuple.destinationPort)"
    }
}
