import Addressing
import Nftables

/// The bytes of a number in the machine's byte order.
func native(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number.littleEndian >> ($0 * 8)) }
}

/// A port as a part of a concatenated key.
private func portKey(_ port: UInt16) -> [UInt8] { [UInt8(port >> 8), UInt8(port & 0xff), 0, 0] }

private func hardwareAddress(_ last: UInt8) -> [UInt8] { [2, 0, 0xfe, 0, 0, last] }

/// Maps to other things than verdicts.
func exampleMaps(_ family: IPFamily) -> [NamedSet] {
    let address = DataType.address(family)
    let (first, second) = (family.example(1).bytes, family.example(2).bytes)
    return [
        NamedSet(
            "translated", key: [address], value: address, comment: "where they really are",
            elements: .keyed([
                Element(key: first, value: second, comment: "there"), Element(key: second, value: first),
            ])),
        NamedSet("unmapped", key: [.port], value: .mark, elements: .keyed([])),
        NamedSet(
            "marks", key: [.port], value: .mark,
            elements: .keyed([
                Element(key: [0, 80], value: native(0x10)),
                Element(key: [1, 187], value: native(0xffff_0001)),
            ])),
        NamedSet(
            "service", key: [address, .protocolNumber, .port], value: .port,
            elements: .keyed([Element(key: first + [6, 0, 0, 0] + portKey(80), value: [31, 144])])),
        NamedSet(
            "neighbours", key: [address], value: .etherAddress,
            elements: .keyed([Element(key: first, value: hardwareAddress(1))])),
        NamedSet(
            "marked", key: [.mark], elements: .keyed([Element(key: native(1)), Element(key: native(2))])),
        NamedSet(
            "hardware", key: [.etherAddress], isInterval: true,
            elements: .ranges([AddressRange(0x0200_fe00_0000, 0x0200_fe00_00ff)])),
        NamedSet("cards", key: [.etherAddress], elements: .values([0x0200_fe00_0001, 0xffff_ffff_ffff])),
    ]
}

/// Intervals with something behind them, and intervals over several parts.
func exampleIntervals(_ family: IPFamily) -> [NamedSet] {
    let address = DataType.address(family)
    let at = { family.example($0).bytes }
    let last = IPAddress(family, bits: family.lastAddress).bytes
    let wildcard = Array("cali".utf8)
    let services = [
        Element(key: at(0) + portKey(80), end: at(255) + portKey(90), comment: "the web"),
        Element(key: at(1) + portKey(443)),
        Element(key: at(1) + portKey(8000), end: at(1) + portKey(9000)),
        Element(key: at(3) + portKey(53), end: last + portKey(53)),
    ]
    let verdicts: [Verdict] = [.accept, .goto("plain"), .drop, .jump("plain")]
    return [
        NamedSet(
            "services", key: [address, .port], isInterval: true, comment: "networks with ports",
            elements: .keyed(services)),
        NamedSet("noservices", key: [address, .port], isInterval: true, elements: .keyed([])),
        NamedSet(
            "spoofers", key: [.interfaceName, address], isInterval: true,
            elements: .keyed([
                Element(
                    key: wildcard + Array(repeating: 0, count: 12) + at(0),
                    end: wildcard + Array(repeating: 0xff, count: 12) + at(127)),
                Element(key: interfaceKey("eth0") + at(128), end: interfaceKey("eth0") + at(130)),
            ])),
        NamedSet(
            "policies", key: [address, .port], value: .verdict, isInterval: true,
            elements: .keyed(
                zip(services, verdicts).map { Element(key: $0.key, end: $0.end, verdict: $1) })),
        NamedSet(
            "classes", key: [address, .port], value: .mark, isInterval: true,
            elements: .keyed(
                services.map { Element(key: $0.key, end: $0.end, value: native(7), comment: $0.comment) })),
        NamedSet(
            "zones", key: [address], value: .verdict, isInterval: true,
            elements: .keyed([
                Element(key: at(0), end: at(7), verdict: .drop, comment: "one zone"),
                Element(key: at(8), end: at(15), verdict: .accept),
                Element(key: at(17), verdict: .goto("plain")),
                Element(key: at(128), end: last, verdict: .return),
            ])),
        NamedSet(
            "portmarks", key: [.port], value: .mark, isInterval: true,
            elements: .keyed([
                Element(key: [0, 0], end: [0, 9], value: native(1)), Element(key: [0, 80], value: native(2)),
                Element(key: [255, 255], value: native(3), comment: "the last one"),
            ])),
        NamedSet(
            "notednets", key: [address], isInterval: true,
            elements: .keyed([
                Element(key: at(0), end: at(9), comment: "the first ten"), Element(key: at(12)),
            ])),
    ]
}
