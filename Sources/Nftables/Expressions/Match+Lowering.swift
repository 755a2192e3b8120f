package import Addressing

extension Rule {
    /// The instructions that the kernel runs for this rule in a table of `family`.
    package func expressions(_ family: IPFamily) -> [Expression] {
        switch body {
        case .observed(let expressions): return expressions
        case .written(let matches, let statements):
            return matches.flatMap { $0.lowered(family) } + statements.flatMap { $0.lowered(family) }
        }
    }
}

extension Match {
    /// The instructions that end the rule unless the packet meets this condition.
    func lowered(_ family: IPFamily) -> [Expression] {
        switch self {
        case .interface(let direction, let name):
            [.meta(direction.key, into: .first), .compare(.first, .equal, interfaceKey(name))]
        case .interfacePrefix(let direction, let prefix):
            [.meta(direction.key, into: .first), .compare(.first, .equal, Array(prefix.utf8))]
        case .transport(let number, let isNegated):
            [
                .meta(.transportProtocol, into: .first),
                .compare(.first, isNegated ? .notEqual : .equal, [number]),
            ]
        case .address(let side, let prefix, let isNegated):
            compare(side, prefix, isNegated)
        case .addressSet(let side, let name, let isNegated):
            [side.address(family), .lookup(.first, set: name, isInverted: isNegated)]
        case .port(let side, let ports, let isNegated):
            [side.port(), compare(ports, isNegated)]
        case .portSet(let side, let name, let isNegated):
            [side.port(), .lookup(.first, set: name, isInverted: isNegated)]
        case .namedPort(let side, let name, let isNegated):
            [
                side.address(family), .meta(.transportProtocol, into: .slot(family.addressBytes / 4)),
                side.port(into: .slot(family.addressBytes / 4 + 1)),
                .lookup(.first, set: name, isInverted: isNegated),
            ]
        case .icmp(let type, let code):
            icmpProtocol(family) + [icmpType(length: 1), .compare(.first, .equal, [type])]
                + (code.map { [icmpCode(), .compare(.first, .equal, [$0])] } ?? [])
        case .icmpTypeNot(let type):
            icmpProtocol(family) + [icmpType(length: 1), .compare(.first, .notEqual, [type])]
        case .icmpTypeAndCodeNot(let type, let code):
            icmpProtocol(family) + [icmpType(length: 2), .compare(.first, .notEqual, [type, code])]
        case .icmpTypeSet(let name):
            icmpProtocol(family) + [icmpType(length: 1), .lookup(.first, set: name, isInverted: false)]
        case .interfaceAndSource(let name, let isNegated):
            [
                .meta(.inputInterfaceName, into: .first), Side.source.address(family, into: .slot(4)),
                .lookup(.first, set: name, isInverted: isNegated),
            ]
        case .arpOperation(let operation):
            [
                .payload(.network, offset: 6, length: 2, into: .first),
                .compare(.first, .equal, bigEndian(operation)),
            ]
        case .outputInterfaceAndSender(let name):
            // The sender's address in an ARP packet for Ethernet and IPv4 (RFC 826).
            [
                .meta(.outputInterfaceName, into: .first),
                .payload(.network, offset: 14, length: 4, into: .slot(4)),
                .lookup(.first, set: name, isInverted: false),
            ]
        case .isNeighbourDiscovery:
            // NFPROTO_IPV6 in linux/netfilter.h.
            [.meta(.family, into: .first), .compare(.first, .equal, [10])]
                + icmpProtocol(.v6) + [icmpType(length: 1), .range(.first, .equal, from: [133], to: [137])]
        case .interfaceSet(let direction, let name, let isNegated):
            [.meta(direction.key, into: .first), .lookup(.first, set: name, isInverted: isNegated)]
        case .mark(let value, let mask):
            [
                .meta(.mark, into: .first),
                .bitwise(.first, into: .first, mask: nativeBytes(mask), xor: nativeBytes(0)),
                .compare(.first, .equal, nativeBytes(value)),
            ]
        case .conntrackState(let state): [.conntrackState(into: .first)] + anyBit(of: state.rawValue)
        case .isFromHost: [.meta(.inputInterface, into: .first), .compare(.first, .equal, nativeBytes(0))]
        // IPS_DST_NAT in linux/netfilter/nf_conntrack_common.h.
        case .isDestinationTranslated: [.conntrackStatus(into: .first)] + anyBit(of: 0x20)
        case .transportAndPort(let side, let name):
            [
                .meta(.transportProtocol, into: .first), side.port(into: .slot(1)),
                .lookup(.first, set: name, isInverted: false),
            ]
        case .addressTransportAndPort(let side, let port, let name):
            [
                side.address(family), .meta(.transportProtocol, into: .slot(family.addressBytes / 4)),
                port.port(into: .slot(family.addressBytes / 4 + 1)),
                .lookup(.first, set: name, isInverted: false),
            ]
        }
    }

    private func anyBit(of bits: UInt32) -> [Expression] {
        [
            .bitwise(.first, into: .first, mask: nativeBytes(bits), xor: nativeBytes(0)),
            .compare(.first, .notEqual, nativeBytes(0)),
        ]
    }
}

extension Statement {
    func lowered(_ family: IPFamily) -> [Expression] {
        switch self {
        case .counter: [.counter]
        case .log(let prefix): [.log(prefix: prefix)]
        case .verdict(let verdict): [.verdict(verdict)]
        case .interfaceVerdict(let direction, let map):
            [.meta(direction.key, into: .first), .verdictLookup(.first, map: map)]
        case .conntrackVerdict(let map): [.conntrackState(into: .first), .verdictLookup(.first, map: map)]
        case .reject(let kind): [.reject(kind)]
        // Port unreachable in RFC 792 and RFC 4443.
        case .refuse: [.reject(.icmp(code: family == .v4 ? 3 : 4))]
        case .notrack: [.notrack]
        case .setMark(let value, let mask):
            [
                .meta(.mark, into: .first),
                .bitwise(.first, into: .first, mask: nativeBytes(~mask), xor: nativeBytes(value)),
                .setMeta(.mark, from: .first),
            ]
        case .limit(let rate, let unit, let burst, let isOver):
            [.limit(Limit(rate: rate, unit: unit.rawValue, burst: burst, isOver: isOver))]
        case .connectionLimit(let number): [.connectionLimit(over: number)]
        case .masquerade, .sourceNAT, .sourceNATMap, .destinationNATMap, .setDSCP: loweredRewriting(family)
        }
    }
}

extension Match.Direction {
    var key: MetaKey { self == .input ? .inputInterfaceName : .outputInterfaceName }
}

extension Match.Side {
    /// Loads the address; it stands at a fixed place in either header (RFC 791 3.1, RFC 8200 3).
    func address(_ family: IPFamily, into register: Register = .first) -> Expression {
        let source: UInt32 = family == .v4 ? 12 : 8
        let length = UInt32(family.addressBytes)
        return .payload(
            .network, offset: self == .source ? source : source + length, length: length, into: register)
    }

    /// Loads the port; TCP, UDP, SCTP, DCCP and UDP-Lite all begin with source, then destination.
    func port(into register: Register = .first) -> Expression {
        .payload(.transport, offset: self == .source ? 0 : 2, length: 2, into: register)
    }
}

private func compare(_ side: Match.Side, _ prefix: IPPrefix, _ isNegated: Bool) -> [Expression] {
    let comparison: Comparison = isNegated ? .notEqual : .equal
    let load = side.address(prefix.family)
    let bytes = prefix.address.bytes
    guard !prefix.isHost else { return [load, .compare(.first, comparison, bytes)] }
    if prefix.length % 8 == 0, prefix.length > 0, case .payload(let base, let offset, _, let register) = load
    {
        // Whole bytes are compared without a mask, as nft(8) does.
        let length = UInt32(prefix.length) / 8
        return [
            .payload(base, offset: offset, length: length, into: register),
            .compare(.first, comparison, Array(bytes.prefix(Int(length)))),
        ]
    }
    let ones = IPAddress(prefix.family, bits: prefix.family.lastAddress)
    let mask = IPPrefix(ones, length: prefix.length).address.bytes
    return [
        load, .bitwise(.first, into: .first, mask: mask, xor: mask.map { _ in 0 }),
        .compare(.first, comparison, bytes),
    ]
}

private func compare(_ ports: ClosedRange<UInt16>, _ isNegated: Bool) -> Expression {
    let comparison: Comparison = isNegated ? .notEqual : .equal
    guard ports.count > 1 else { return .compare(.first, comparison, bigEndian(ports.lowerBound)) }
    return .range(.first, comparison, from: bigEndian(ports.lowerBound), to: bigEndian(ports.upperBound))
}

func bigEndian(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xff)] }

private func icmpProtocol(_ family: IPFamily) -> [Expression] {
    [.meta(.transportProtocol, into: .first), .compare(.first, .equal, [family == .v4 ? 1 : 58])]
}

private func icmpType(length: UInt32) -> Expression {
    .payload(.transport, offset: 0, length: length, into: .first)
}

private func icmpCode() -> Expression { .payload(.transport, offset: 1, length: 1, into: .first) }
