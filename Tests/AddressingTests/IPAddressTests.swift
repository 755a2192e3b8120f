import Addressing
import Glibc
import TestSupport
import Testing

struct IPAddressTests {
    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("::", "::"), ("::1", "::1"),
        ("2001:DB8:0:0:0:0:0:1", "2001:db8::1"), ("fe80::1:0:0:1", "fe80::1:0:0:1"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("::ffff:10.1.2.3", "::ffff:10.1.2.3"), ("1::", "1::"),
        ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("1:2:3:4:5:6:10.0.0.1", "1:2:3:4:5:6:a00:1"),
    ])
    func `an address is read in any form and printed in one`(text: String, printed: String) {
        #expect(IPAddress(text)?.description == printed)
    }

    @Test(arguments: [
        "", "10.0.0", "10.0.0.0.1", "10.0.0.256", "10.0.0.01", "10..0.1", "10.0.0.1 ", "a.b.c.d", ":", ":::",
        "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "12345::", "g::",
        "fe80::1%eth0",
        "::10.0.0.256", "1:", ":1", "10.0.0.1/32", "1:2:3:4:5:6:7:10.0.0.1", "::10.0.0.1:1", "::10.0.0.1.2",
    ])
    func `what is no address is refused`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(arguments: 0..<20)
    func `a text is an address if inet_pton takes it, and only then`(seed: UInt64) {
        var random = RepeatableNumbers(seed: seed)
        for _ in 0..<5000 {
            var text =
                ["10.0.0.1", "1:2:3:4:5:6:7:8", "fd00::1:2", "::ffff:1.2.3.4", "1::"].randomElement(
                    using: &random) ?? ""
            for _ in 0..<Int.random(in: 0..<4, using: &random) {
                let place = text.index(
                    text.startIndex, offsetBy: Int.random(in: 0...text.count, using: &random))
                if Bool.random(using: &random), place < text.endIndex {
                    text.remove(at: place)
                } else {
                    text.insert("0123456789abcdefg:.".randomElement(using: &random) ?? " ", at: place)
                }
            }
            let isIPv6 = text.contains(":")
            var bytes = [UInt8](repeating: 0, count: 16)
            let isTaken = unsafe inet_pton(isIPv6 ? AF_INET6 : AF_INET, text, &bytes) == 1
            #expect(
                IPAddress(text)?.bytes == (isTaken ? Array(bytes.prefix(isIPv6 ? 16 : 4)) : nil), "\(text)")
        }
    }

    @Test(arguments: [
        ("10.1.2.3/8", "10.0.0.0/8"), ("10.1.2.3", "10.1.2.3/32"), ("0.0.0.0/0", "0.0.0.0/0"),
        ("fd00::1/64", "fd00::/64"), ("::/0", "::/0"), ("fd00::1", "fd00::1/128"),
    ])
    func `a prefix has no bits behind its length`(text: String, printed: String) {
        #expect(IPPrefix(text)?.description == printed)
    }

    @Test(arguments: [
        "10.0.0.0/33", "fd00::/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/08", "/8", "10.0.0.0/8/8",
        "10.0.0.0/256", "10.0.0.0/1000", "10.0.0.0/+8", "fd00::/00",
    ])
    func `what is no prefix is refused`(text: String) {
        #expect(IPPrefix(text) == nil)
    }

    @Test func `overlapping and touching ranges become one`() {
        let ranges = ["10.0.0.0/24", "10.0.1.0/24", "10.0.0.128/25", "10.0.3.0/24", "10.0.3.7/32"]
        let merged = ranges.compactMap { IPPrefix($0)?.range }.merged()
        #expect(merged.flatMap { $0.prefixes(.v4) }.map(\.description) == ["10.0.0.0/23", "10.0.3.0/24"])
    }

    @Test(arguments: ["0.0.0.0/0", "::/0"])
    func `the whole of a family is one range and one prefix`(text: String) throws {
        let prefix = try #require(IPPrefix(text))
        #expect([prefix.range].merged().flatMap { $0.prefixes(prefix.family) } == [prefix])
    }
}
