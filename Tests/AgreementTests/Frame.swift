import Addressing
import TestSupport

/// An Ethernet frame with a packet, that carries a number to be known by again.
struct Frame {
    static let toNode: [UInt8] = [0xee, 0xee, 0xee, 0xee, 0xee, 0xee]
    /// Nobody's address, so that whom it reaches does not take it for its own and forward it.
    static let toNobody: [UInt8] = [0x02, 0, 0, 0, 0, 0x99]

    let bytes: [UInt8]

    /// - Parameter number: 1 to 65535: IPv4's identification, IPv6's flow label.
    init(_ packet: Packet, number: UInt16) {
        let content = packet.content
        let own: [UInt8] = Self.toNode + [0x02, 0, 0, 0, 0, 0x01]
        switch packet.family {
        case .v4:
            var header: [UInt8] =
                [0x45, 0] + Self.bytes(UInt16(20 + content.count)) + Self.bytes(number) + [
                    0, 0, 64, packet.transport,
                ]
                + [0, 0] + packet.source.bytes + packet.destination.bytes
            header.replaceSubrange(10..<12, with: Self.bytes(~Self.sum(header)))
            bytes = own + [0x08, 0x00] + header + content
        case .v6:
            bytes =
                own + [0x86, 0xdd, 0x60, 0] + Self.bytes(number) + Self.bytes(UInt16(content.count))
                + [packet.transport, 64] + packet.source.bytes + packet.destination.bytes + content
        }
    }

    /// The IP packet in the frame.
    var packet: [UInt8] { Array(bytes[14...]) }

    /// What a frame that was sent so carries: its number, and its addresses now; `nil` for any other.
    static func content(_ frame: ArraySlice<UInt8>) -> (number: UInt16, fate: Fate)? {
        let frame = Array(frame)
        guard frame.count > 34, Array(frame[..<6]) == toNobody else { return nil }
        let isFourth = frame[12] == 0x08
        guard isFourth || frame.count > 54 else { return nil }
        let place = isFourth ? 18 : 16
        let number = UInt16(frame[place]) << 8 | UInt16(frame[place + 1])
        let (start, length) = isFourth ? (26, 4) : (22, 16)
        let ends = [start, start + length].map { offset in
            IPAddress(
                isFourth ? .v4 : .v6,
                bits: frame[offset..<offset + length].reduce(UInt128(0)) { $0 << 8 | UInt128($1) })
        }
        return (number, .passed(from: ends[0], to: ends[1]))
    }

    private static func bytes(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xff)] }

    /// The internet checksum's sum, RFC 1071.
    private static func sum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for index in stride(from: 0, to: bytes.count, by: 2) {
            sum += UInt32(bytes[index]) << 8 | UInt32(bytes[index + 1])
        }
        while sum > 0xffff { sum = sum & 0xffff + sum >> 16 }
        return UInt16(sum)
    }
}

extension Packet {
    /// The transport's header, without a checksum.
    fileprivate var content: [UInt8] {
        if isICMP {
            return [icmpType, icmpCode, 0, 0, UInt8(sourcePort >> 8), UInt8(sourcePort & 0xff), 0, 1]
        }
        // RFC 2003: whatever is wrapped.
        if transport == 4 { return [0x45] + [UInt8](repeating: 0, count: 19) }
        let ports = [sourcePort, destinationPort].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
        switch transport {
        // A first segment with SYN.
        case 6: return ports + [0, 0, 0, 1, 0, 0, 0, 0, 0x50, 0x02, 0xff, 0xff, 0, 0, 0, 0]
        // INIT: RFC 9260 3.3.2.
        case 132:
            return ports + [
                0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0xff, 0xff, 0, 1, 0, 1, 0, 0, 0, 1,
            ]
        // UDP-Lite has a checksum always: RFC 3828 3.1.
        case 136: return ports + [0, 8, 0xff, 0xff]
        // A datagram of UDP without content.
        default: return ports + [0, 8, 0, 0]
        }
    }
}
