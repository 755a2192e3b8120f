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
    }
    return result
}

/// Every statement that there is.
let exampleStatements: [Statement] = [
    .counter, .log(prefix: "calico-packet: "), .verdict(.accept), .verdict(.drop), .verdict(.return),
    .verdict(.jump("plain")), .verdict(.goto("plain")), .interfaceVerdict(.input, map: "dispatch"),
    .interfaceVerdict(.output, map: "dispatch"), .conntrackVerdict(map: "states"), .reject(.icmp(code: 1)),
    .reject(.tcpReset),
]

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
    ruleset.add(Chain("raw", hook: BaseHook(.prerouting, priority: -300), rules: []))
    return ruleset
}
