import Addressing
import Nftables
import Testing

/// Every condition, as text and as instructions.
@Suite struct MatchTests {
    @Test(arguments: IPFamily.allCases)
    func `interfaces and protocols`(family: IPFamily) {
        let loadProtocol: Expression = .meta(.transportProtocol, into: .first)
        expect(
            [
                Row(
                    .interface(.input, "cali1"), text: "iifname \"cali1\"",
                    [.meta(.inputInterfaceName, into: .first), .compare(.first, .equal, cali1)]),
                Row(
                    .interface(.output, "cali1"), text: "oifname \"cali1\"",
                    [.meta(.outputInterfaceName, into: .first), .compare(.first, .equal, cali1)]),
                Row(
                    .interfacePrefix(.input, "cali"), text: "iifname \"cali*\"",
                    [.meta(.inputInterfaceName, into: .first), .compare(.first, .equal, Array("cali".utf8))]),
                Row(
                    .interfacePrefix(.output, "c"), text: "oifname \"c*\"",
                    [.meta(.outputInterfaceName, into: .first), .compare(.first, .equal, [0x63])]),
                Row(.transport(6), text: "meta l4proto 6", [loadProtocol, .compare(.first, .equal, [6])]),
                Row(
                    .transport(17, isNegated: true), text: "meta l4proto != 17",
                    [loadProtocol, .compare(.first, .notEqual, [17])]),
            ], family)
    }

    @Test func `IPv4 addresses`() throws {
        let rows = [
            Row(
                .address(.source, try prefix("10.1.2.3")), text: "ip saddr 10.1.2.3",
                [
                    .payload(.network, offset: 12, length: 4, into: .first),
                    .compare(.first, .equal, [10, 1, 2, 3]),
                ]),
            // Whole bytes need no mask.
            Row(
                .address(.destination, try prefix("10.1.0.0/16"), isNegated: true),
                text: "ip daddr != 10.1.0.0/16",
                [
                    .payload(.network, offset: 16, length: 2, into: .first),
                    .compare(.first, .notEqual, [10, 1]),
                ]),
            Row(
                .address(.source, try prefix("10.128.0.0/9")), text: "ip saddr 10.128.0.0/9",
                [
                    .payload(.network, offset: 12, length: 4, into: .first),
                    .bitwise(.first, into: .first, mask: [255, 128, 0, 0], xor: [0, 0, 0, 0]),
                    .compare(.first, .equal, [10, 128, 0, 0]),
                ]),
            Row(
                .address(.destination, try prefix("0.0.0.0/0")), text: "ip daddr 0.0.0.0/0",
                [
                    .payload(.network, offset: 16, length: 4, into: .first),
                    .bitwise(.first, into: .first, mask: [0, 0, 0, 0], xor: [0, 0, 0, 0]),
                    .compare(.first, .equal, [0, 0, 0, 0]),
                ]),
        ]
        expect(rows, .v4)
    }

    @Test func `IPv6 addresses`() throws {
        let zeros = { [UInt8](repeating: 0, count: $0) }
        let rows = [
            Row(
                .address(.source, try prefix("2001:db8::1")), text: "ip6 saddr 2001:db8::1",
                [
                    .payload(.network, offset: 8, length: 16, into: .first),
                    .compare(.first, .equal, [0x20, 0x01, 0x0d, 0xb8] + zeros(11) + [1]),
                ]),
            Row(
                .address(.destination, try prefix("2001:db8::/32"), isNegated: true),
                text: "ip6 daddr != 2001:db8::/32",
                [
                    .payload(.network, offset: 24, length: 4, into: .first),
                    .compare(.first, .notEqual, [0x20, 0x01, 0x0d, 0xb8]),
                ]),
            Row(
                .address(.source, try prefix("fe80::/10")), text: "ip6 saddr fe80::/10",
                [
                    .payload(.network, offset: 8, length: 16, into: .first),
                    .bitwise(.first, into: .first, mask: [0xff, 0xc0] + zeros(14), xor: zeros(16)),
                    .compare(.first, .equal, [0xfe, 0x80] + zeros(14)),
                ]),
        ]
        expect(rows, .v6)
    }

    @Test(arguments: IPFamily.allCases)
    func `addresses in sets`(family: IPFamily) {
        let header = Header(family)
        // The address takes its registers, and what else is looked up stands right behind it.
        let behind = Int(header.addressLength) / 4
        let own: (Bool) -> [Expression] = { isInverted in
            [
                .meta(.inputInterfaceName, into: .first),
                .payload(
                    .network, offset: header.sourceOffset, length: header.addressLength, into: .slot(4)),
                .lookup(.first, set: "own", isInverted: isInverted),
            ]
        }
        expect(
            [
                Row(
                    .addressSet(.source, "hosts"), text: "\(header.address) saddr @hosts",
                    [header.source, .lookup(.first, set: "hosts", isInverted: false)]),
                Row(
                    .addressSet(.destination, "hosts", isNegated: true),
                    text: "\(header.address) daddr != @hosts",
                    [header.destination, .lookup(.first, set: "hosts", isInverted: true)]),
                Row(
                    .namedPort(.destination, "named"),
                    text: "\(header.address) daddr . meta l4proto . th dport @named",
                    [
                        header.destination, .meta(.transportProtocol, into: .slot(behind)),
                        .payload(.transport, offset: 2, length: 2, into: .slot(behind + 1)),
                        .lookup(.first, set: "named", isInverted: false),
                    ]),
                Row(
                    .namedPort(.source, "named", isNegated: true),
                    text: "\(header.address) saddr . meta l4proto . th sport != @named",
                    [
                        header.source, .meta(.transportProtocol, into: .slot(behind)),
                        .payload(.transport, offset: 0, length: 2, into: .slot(behind + 1)),
                        .lookup(.first, set: "named", isInverted: true),
                    ]),
                Row(
                    .interfaceAndSource("own"), text: "iifname . \(header.address) saddr @own", own(false)),
                Row(
                    .interfaceAndSource("own", isNegated: true),
                    text: "iifname . \(header.address) saddr != @own", own(true)),
            ], family)
    }

    @Test(arguments: IPFamily.allCases)
    func `ports behind no protocol`(family: IPFamily) {
        expect(
            [
                Row(
                    .port(.destination, 80...80), text: "th dport 80",
                    [destinationPort, .compare(.first, .equal, [0, 80])]),
                Row(
                    .port(.source, 443...443, isNegated: true), text: "th sport != 443",
                    [sourcePort, .compare(.first, .notEqual, [1, 187])]),
                Row(
                    .port(.destination, 0...65535), text: "th dport 0-65535",
                    [destinationPort, .range(.first, .equal, from: [0, 0], to: [255, 255])]),
                Row(
                    .port(.source, 80...90, isNegated: true), text: "th sport != 80-90",
                    [sourcePort, .range(.first, .notEqual, from: [0, 80], to: [0, 90])]),
                Row(
                    .portSet(.destination, "ports"), text: "th dport @ports",
                    [destinationPort, .lookup(.first, set: "ports", isInverted: false)]),
                Row(
                    .portSet(.source, "ports", isNegated: true), text: "th sport != @ports",
                    [sourcePort, .lookup(.first, set: "ports", isInverted: true)]),
            ], family)
    }

    @Test(
        arguments: IPFamily.allCases,
        [(6, "tcp"), (17, "udp"), (132, "sctp"), (136, "udplite"), (33, "th")] as [(UInt8, String)])
    func `a port is named after the protocol before it`(family: IPFamily, transport: (UInt8, String)) {
        let rule = Rule(.transport(transport.0), .port(.source, 1...1), .portSet(.destination, "p"), then: [])
        let (number, name) = transport
        #expect(rule.text(family) == "meta l4proto \(number) \(name) sport 1 \(name) dport @p")
        let negated = Rule(.transport(number, isNegated: true), .port(.source, 1...1), then: [])
        #expect(negated.text(family) == "meta l4proto != \(number) th sport 1")
    }

    @Test(arguments: IPFamily.allCases)
    func `ICMP, by type and code`(family: IPFamily) {
        let header = Header(family)
        let type: Expression = .payload(.transport, offset: 0, length: 1, into: .first)
        let code: Expression = .payload(.transport, offset: 1, length: 1, into: .first)
        let both: Expression = .payload(.transport, offset: 0, length: 2, into: .first)
        expect(
            [
                Row(
                    .icmp(type: 8, code: nil), text: "\(header.icmp) type 8",
                    header.isICMP + [type, .compare(.first, .equal, [8])]),
                Row(
                    .icmp(type: 3, code: 1), text: "\(header.icmp) type 3 \(header.icmp) code 1",
                    header.isICMP
                        + [type, .compare(.first, .equal, [3]), code, .compare(.first, .equal, [1])]),
                Row(
                    .icmpTypeNot(8), text: "\(header.icmp) type != 8",
                    header.isICMP + [type, .compare(.first, .notEqual, [8])]),
                Row(
                    .icmpTypeAndCodeNot(type: 3, code: 1),
                    text: "meta l4proto \(header.icmpNumber) @th,0,16 != 769",
                    header.isICMP + [both, .compare(.first, .notEqual, [3, 1])]),
                Row(
                    .icmpTypeSet("types"), text: "\(header.icmp) type @types",
                    header.isICMP + [type, .lookup(.first, set: "types", isInverted: false)]),
            ], family)
    }
}

/// Checks each row's text and instructions.
func expect(_ rows: [Row], _ family: IPFamily) {
    for row in rows {
        #expect(row.rule.text(family) == row.text)
        #expect(row.rule.expressions(family) == row.expressions, "\(row.text)")
    }
}

private func prefix(_ text: String) throws -> IPPrefix { try #require(IPPrefix(text)) }
