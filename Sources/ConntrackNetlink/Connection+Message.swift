import Addressing
import CLinux
import Connections
import Glibc
import Netlink

extension Connection {
    /// A connection as the kernel lists it; `nil` if that is of neither family or makes no sense.
    init?(_ message: NetlinkMessage) {
        let numbers = DualStack(v4: UInt8(AF_INET), v6: UInt8(AF_INET6))
        guard let family = IPFamily.allCases.first(where: { message.payload.first == numbers[$0] }) else {
            return nil
        }
        let attributes = message.attributes(after: MemoryLayout<nfgenmsg>.size)
        var original: Tuple?
        var reply: Tuple?
        var status: UInt32 = 0
        var zone: UInt16 = 0
        var id: UInt32 = 0
        for attribute in attributes {
            switch attribute.type {
            case Int(CTA_TUPLE_ORIG.rawValue): original = Tuple(attribute.attributes, family)
            case Int(CTA_TUPLE_REPLY.rawValue): reply = Tuple(attribute.attributes, family)
            case Int(CTA_STATUS.rawValue): status = attribute.bigEndian() ?? 0
            case Int(CTA_ZONE.rawValue): zone = attribute.bigEndian() ?? 0
            case Int(CTA_ID.rawValue): id = attribute.bigEndian() ?? 0
            default: continue
            }
        }
        guard let original, let reply else { return nil }
        self.init(original: original, reply: reply, status: status, zone: zone, id: id)
    }
}

extension Connection.Tuple {
    fileprivate init?(_ attributes: NetlinkAttributes, _ family: IPFamily) {
        guard let addresses = attributes.first(Int(CTA_TUPLE_IP.rawValue))?.attributes,
            let ports = attributes.first(Int(CTA_TUPLE_PROTO.rawValue))?.attributes,
            let transport = ports.first(Int(CTA_PROTO_NUM.rawValue))?.integer(UInt8.self)
        else { return nil }
        let types = family == .v4 ? (CTA_IP_V4_SRC, CTA_IP_V4_DST) : (CTA_IP_V6_SRC, CTA_IP_V6_DST)
        guard let source = addresses.first(Int(types.0.rawValue)).flatMap({ IPAddress($0.bytes, family) }),
            let destination = addresses.first(Int(types.1.rawValue)).flatMap({ IPAddress($0.bytes, family) })
        else { return nil }
        self.init(
            source: source, destination: destination, transport: transport,
            sourcePort: ports.first(Int(CTA_PROTO_SRC_PORT.rawValue))?.bigEndian() ?? 0,
            destinationPort: ports.first(Int(CTA_PROTO_DST_PORT.rawValue))?.bigEndian() ?? 0,
            icmp: Connection.ICMP(ports, family))
    }
}

extension Connection.ICMP {
    fileprivate init?(_ attributes: NetlinkAttributes, _ family: IPFamily) {
        let types =
            family == .v4
            ? (CTA_PROTO_ICMP_TYPE, CTA_PROTO_ICMP_CODE, CTA_PROTO_ICMP_ID)
            : (CTA_PROTO_ICMPV6_TYPE, CTA_PROTO_ICMPV6_CODE, CTA_PROTO_ICMPV6_ID)
        guard let type = attributes.first(Int(types.0.rawValue))?.integer(UInt8.self),
            let code = attributes.first(Int(types.1.rawValue))?.integer(UInt8.self)
        else { return nil }
        self.init(
            type: type, code: code, identifier: attributes.first(Int(types.2.rawValue))?.bigEndian() ?? 0)
    }
}

extension IPAddress {
    /// An address in network byte order.
    fileprivate init?(_ bytes: ArraySlice<UInt8>, _ family: IPFamily) {
        guard bytes.count == family.addressBytes else { return nil }
        self.init(family, bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    }
}

extension MessageBuffer {
    /// Appends the tuple by which the kernel finds a connection.
    mutating func put(_ tuple: Connection.Tuple) {
        let family = tuple.source.family
        let addresses = family == .v4 ? (CTA_IP_V4_SRC, CTA_IP_V4_DST) : (CTA_IP_V6_SRC, CTA_IP_V6_DST)
        nest(Int(CTA_TUPLE_ORIG.rawValue)) { messages in
            messages.nest(Int(CTA_TUPLE_IP.rawValue)) { messages in
                messages.put(Int(addresses.0.rawValue), bytes: tuple.source.bytes)
                messages.put(Int(addresses.1.rawValue), bytes: tuple.destination.bytes)
            }
            messages.nest(Int(CTA_TUPLE_PROTO.rawValue)) { messages in
                messages.put(Int(CTA_PROTO_NUM.rawValue), tuple.transport)
                guard let icmp = tuple.icmp else {
                    messages.put(Int(CTA_PROTO_SRC_PORT.rawValue), tuple.sourcePort.bigEndian)
                    messages.put(Int(CTA_PROTO_DST_PORT.rawValue), tuple.destinationPort.bigEndian)
                    return
                }
                messages.put(icmp, family)
            }
        }
    }

    private mutating func put(_ icmp: Connection.ICMP, _ family: IPFamily) {
        let types =
            family == .v4
            ? (CTA_PROTO_ICMP_TYPE, CTA_PROTO_ICMP_CODE, CTA_PROTO_ICMP_ID)
            : (CTA_PROTO_ICMPV6_TYPE, CTA_PROTO_ICMPV6_CODE, CTA_PROTO_ICMPV6_ID)
        put(Int(types.0.rawValue), icmp.type)
        put(Int(types.1.rawValue), icmp.code)
        put(Int(types.2.rawValue), icmp.identifier.bigEndian)
    }
}
