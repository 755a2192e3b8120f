import Addressing
import Nftables

/// Every kind of set and verdict map with keys alone, with members.
func exampleSets(_ family: IPFamily) -> [NamedSet] {
    let address = DataType.address(family)
    let first = family.example(1)
    let last = family.lastAddress
    let icmp: DataType = family == .v4 ? .icmpType : .icmpv6Type
    let named = first.bytes + [6, 0, 0, 0] + [0, 80, 0, 0]
    return [
        NamedSet("links", key: [.interfaceName], elements: .keyed([Element(key: interfaceKey("eth0"))])),
        NamedSet(
            "wellknown", key: [.protocolNumber, .port],
            elements: .keyed([Element(key: [6, 0, 0, 0, 0, 80, 0, 0])])),
        NamedSet(
            "twins", key: [address], value: address,
            elements: .keyed([Element(key: first.bytes, value: family.example(2).bytes)])),
        NamedSet(
            "pairs", key: [address, address], value: address,
            elements: .keyed([Element(key: first.bytes + first.bytes, value: family.example(2).bytes)])),
        NamedSet("empty", key: [address], elements: .values([])),
        NamedSet(
            "hosts", key: [address], comment: "some hosts",
            elements: .values([first.bits, first.bits + 1, last])),
        NamedSet(
            "nets", key: [address], isInterval: true, comment: "some networks",
            elements: .ranges([
                AddressRange(0, 7), AddressRange(first.bits, first.bits), AddressRange(last - 9, last),
            ])),
        NamedSet("ports", key: [.port], elements: .values([0, 80, 443, 65535])),
        NamedSet(
            "portranges", key: [.port], isInterval: true,
            elements: .ranges([AddressRange(1, 1023), AddressRange(8080, 8080), AddressRange(60000, 65535)])),
        NamedSet("protocols", key: [.protocolNumber], elements: .values([6, 17, 132])),
        NamedSet("types", key: [icmp], elements: .values([0, 8, 255])),
        NamedSet(
            "noted", key: [address], elements: .keyed([Element(key: first.bytes, comment: "the first one")])),
        NamedSet("named", key: [address, .protocolNumber, .port], elements: .keyed([Element(key: named)])),
        NamedSet(
            "own", key: [.interfaceName, address], comment: "who may send from where",
            elements: .keyed([Element(key: interfaceKey("cali0") + first.bytes)])),
        NamedSet(
            "dispatch", key: [.interfaceName], value: .verdict,
            elements: .keyed([
                Element(key: interfaceKey("cali0"), verdict: .goto("plain"), comment: "default/web"),
                Element(key: interfaceKey("cali1"), verdict: .jump("plain")),
            ])),
        NamedSet(
            "states", key: [.conntrackState], value: .verdict,
            elements: .keyed(
                [
                    Element(key: native(1), verdict: .drop), Element(key: native(2), verdict: .accept),
                    Element(key: native(4), verdict: .return),
                ].sorted())),
    ]
}

/// Every condition that there is.
func exampleMatches(_ family: IPFamily) -> [Match] {
    var result: [Match] = [
        .transport(6), .transport(17, isNegated: true),
        .icmp(type: 8, code: nil), .icmp(type: 3, code: 1), .icmpTypeNot(8),
        .icmpTypeAndCodeNot(type: 3, code: 1), .icmpTypeSet("types"),
        .interfaceAndSource("own"), .interfaceAndSource("own", isNegated: true),
        .mark(0x10000, mask: 0x30000), .conntrackState([.new, .untracked]), .isDestinationTranslated,
        .isFromHost,
        .interfaceSet(.input, "links"), .interfaceSet(.output, "links", isNegated: true),
    ]
    for direction in [Match.Direction.input, .output] {
        result += [.interface(direction, "cali0123456789a"), .interfacePrefix(direction, "cali")]
    }
    for side in [Match.Side.source, .destination] {
        for isNegated in [false, true] {
            for length in [1, 8, 17, 24, UInt8(family.addressBits)] {
                result.append(
                    .address(side, IPPrefix(family.example(1), length: length), isNegated: isNegated))
            }
            result += [
                .addressSet(side, "hosts", isNegated: isNegated),
                .addressSet(side, "nets", isNegated: isNegated),
                .port(side, 80...80, isNegated: isNegated), .port(side, 80...90, isNegated: isNegated),
                .portSet(side, "ports", isNegated: isNegated),
                .portSet(side, "portranges", isNegated: isNegated),
                .namedPort(side, "named", isNegated: isNegated),
            ]
        }
        result += [
            .transportAndPort(side, "wellknown"), .addressTransportAndPort(side, port: .source, "named"),
            .addressTransportAndPort(side, port: .destination, "named"),
        ]
    }
    return result
}

/// Every statement that there is.
let exampleStatements: [Statement] = [
    .counter, .log(prefix: "calico-packet: "), .verdict(.accept), .verdict(.drop), .verdict(.return),
    .verdict(.jump("plain")), .verdict(.goto("plain")), .interfaceVerdict(.input, map: "dispatch"),
    .interfaceVerdict(.output, map: "dispatch"), .conntrackVerdict(map: "states"), .reject(.icmp(code: 1)),
    .reject(.tcpReset), .refuse, .setMark(0x10000, mask: 0x10000),
    .limit(10, per: .minute, burst: 7), .limit(2000, per: .second, burst: 5, isOver: true),
    .connectionLimit(over: 9), .setDSCP(46),
]

/// Every statement that rewrites addresses.
func exampleTranslations(_ family: IPFamily) -> [Statement] {
    [
        .masquerade(ports: nil), .masquerade(ports: 1000...2000),
        .sourceNAT(family.example(1), ports: nil), .sourceNAT(family.example(1), ports: 1000...2000),
        .sourceNATMap("pairs"),
    ]
}

/// A ruleset with all of the above in it.
func exampleRuleset(_ family: IPFamily) -> Ruleset {
    var ruleset = Ruleset(family)
    for set in exampleSets(family) + exampleMaps(family) + exampleIntervals(family) { ruleset.add(set) }
    ruleset.add(Chain("plain", comment: "nothing in here", rules: []))
    ruleset.add(
        Chain(
            "matches",
            rules: exampleMatches(family).map { Rule($0, then: [.verdict(.accept)], comment: "\($0)") }))
    // A reset can only answer TCP.
    let statements = exampleStatements.map { Rule(.transport(6), then: [$0]) }
    ruleset.add(
        Chain(
            "forward", hook: BaseHook(.forward, priority: -10), comment: "all that passes", rules: statements)
    )
    ruleset.add(Chain("input", hook: BaseHook(.input, priority: 0), rules: []))
    ruleset.add(
        Chain("raw", hook: BaseHook(.prerouting, priority: -300), rules: [Rule(then: [.notrack])]))
    ruleset.add(
        Chain(
            "source-nat", hook: BaseHook(.postrouting, priority: 110, type: .nat),
            rules: exampleTranslations(family).map { Rule(.transport(6), then: [$0]) }))
    ruleset.add(
        Chain(
            "destination-nat", hook: BaseHook(.prerouting, priority: -100, type: .nat),
            rules: [Rule(then: [.destinationNATMap("twins")])]))
    return ruleset
}
