import Addressing
import Nftables
import Testing

/// Sets and maps as nft(8) takes them.
@Suite struct SetTextTests {
    @Test func `numbers are written as their type is`() {
        let rows: [(DataType, [UInt128], String)] = [
            (.ipv4Address, [0x0a00_0001, 0xffff_ffff], "10.0.0.1, 255.255.255.255"),
            (.ipv6Address, [1, 0x2001_0db8 << 96], "::1, 2001:db8::"),
            (.etherAddress, [0x0200_fe00_000a], "02:00:fe:00:00:0a"),
            (.protocolNumber, [6, 17], "6, 17"),
            (.port, [0, 65535], "0, 65535"),
            (.icmpType, [8], "8"),
            (.icmpv6Type, [128], "128"),
        ]
        for (type, values, text) in rows {
            let set = NamedSet("s", key: [type], elements: .values(values))
            #expect(set.elements.text(of: set) == text)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a range is its ends, a single one its number`(family: IPFamily) {
        let (one, nine) = (IPAddress(family, bits: 1), IPAddress(family, bits: 9))
        let set = NamedSet(
            "nets", key: [.address(family)], isInterval: true,
            elements: .ranges([AddressRange(1, 1), AddressRange(5, 9)]))
        #expect(set.elements.text(of: set) == "\(one), \(IPAddress(family, bits: 5))-\(nine)")
        #expect(set.definitionText == "type \(DataType.address(family).name); flags interval")
        #expect(set.kindName == "set")
    }

    @Test func `parts of a key are written one by one, without what fills them up`() {
        let set = NamedSet(
            "own", key: [.interfaceName, .protocolNumber, .port, .etherAddress, .mark], comment: "all sorts",
            elements: .keyed([
                Element(
                    key: cali1 + [6, 0, 0, 0] + [0, 80, 0, 0] + [2, 0, 0, 0, 0, 1, 0, 0] + native(0x2a),
                    comment: "one")
            ]))
        #expect(
            set.definitionText
                == "type ifname . inet_proto . inet_service . ether_addr . mark; comment \"all sorts\"")
        #expect(set.elements.text(of: set) == "\"cali1\" . 6 . 80 . 02:00:00:00:00:01 . 0x2a comment \"one\"")
    }

    @Test(arguments: IPFamily.allCases)
    func `intervals over parts are written part by part`(family: IPFamily) {
        let at = { IPAddress(family, bits: $0) }
        let cali = Array("cali".utf8)
        let set = NamedSet(
            "services", key: [.interfaceName, .address(family), .port], isInterval: true,
            elements: .keyed([
                Element(
                    key: cali + Array(repeating: 0, count: 12) + at(1).bytes + [0, 80, 0, 0],
                    end: cali + Array(repeating: 0xff, count: 12) + at(9).bytes + [0, 90, 0, 0]),
                Element(key: cali1 + at(1).bytes + [0, 0, 0, 0], end: cali1 + at(1).bytes + [0, 9, 0, 0]),
                Element(key: cali1 + at(2).bytes + [0, 53, 0, 0]),
            ]))
        #expect(
            set.elements.text(of: set)
                == "\"cali*\" . \(at(1))-\(at(9)) . 80-90, \"cali1\" . \(at(1)) . 0-9, \"cali1\" . \(at(2)) . 53"
        )
    }

    @Test func `an interval of one key is that key`() {
        #expect(Element(key: [0, 1], end: [0, 1]) == Element(key: [0, 1]))
    }

    @Test(arguments: IPFamily.allCases)
    func `a map says what its keys are for`(family: IPFamily) {
        let one = IPAddress(family, bits: 1)
        let rows: [(DataType, Element, String)] = [
            (.verdict, Element(key: one.bytes, verdict: .goto("c")), "\(one) : goto c"),
            (
                .verdict, Element(key: one.bytes, verdict: .drop, comment: "no"),
                "\(one) comment \"no\" : drop"
            ),
            (.address(family), Element(key: one.bytes, value: one.bytes), "\(one) : \(one)"),
            (.mark, Element(key: one.bytes, value: native(0xffff_0001)), "\(one) : 0xffff0001"),
            (.port, Element(key: one.bytes, value: [1, 187], comment: "x"), "\(one) comment \"x\" : 443"),
            (.interfaceName, Element(key: one.bytes, value: cali1), "\(one) : \"cali1\""),
            (
                .etherAddress, Element(key: one.bytes, value: [2, 0, 0, 0, 0, 255]),
                "\(one) : 02:00:00:00:00:ff"
            ),
        ]
        for (type, element, text) in rows {
            let map = NamedSet("m", key: [.address(family)], value: type, elements: .keyed([element]))
            #expect(map.elements.text(of: map) == text)
            #expect(map.definitionText == "type \(DataType.address(family).name) : \(type.name)")
            #expect(map.kindName == "map")
        }
    }

    @Test func `the states of connections have names`() {
        let map = NamedSet(
            "states", key: [.conntrackState], value: .verdict,
            elements: .keyed([1, 2, 4, 8, 64].map { Element(key: native($0), verdict: .accept) }))
        #expect(
            map.elements.text(of: map) == """
                invalid : accept, established : accept, related : accept, new : accept, untracked : accept
                """)
    }

    @Test func `keys are as long as the kernel has them`() {
        #expect(NamedSet("s", key: [.port], elements: .values([])).keyLength == 2)
        #expect(NamedSet("s", key: [.etherAddress], elements: .values([])).keyLength == 6)
        #expect(NamedSet("s", key: [.etherAddress, .port], elements: .keyed([])).keyLength == 12)
        #expect(NamedSet("s", key: [.interfaceName, .ipv6Address], elements: .keyed([])).keyLength == 32)
    }
}

/// The bytes of a number in the machine's byte order.
private func native(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number.littleEndian >> ($0 * 8)) }
}
