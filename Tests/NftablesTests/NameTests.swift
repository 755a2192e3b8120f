import Nftables
import Testing

/// Names and comments, which the kernel bounds.
@Suite struct NameTests {
    @Test func `an interface's name fills 16 bytes, the last one zero`() {
        #expect(interfaceKey("cali1") == cali1)
        #expect(interfaceKey("") == Array(repeating: 0, count: 16))
        #expect(interfaceKey("cali0123456789a") == Array("cali0123456789a".utf8) + [0])
        #expect(interfaceKey("cali0123456789abcdef") == Array("cali0123456789a".utf8) + [0])
    }

    @Test(arguments: ["", "short", "two words: a/b", "ünïcödé", String(repeating: "x", count: 127)])
    func `a comment that fits stays as it is`(text: String) {
        #expect(commentText(text) == text)
    }

    @Test func `a comment is one line without quotes`() {
        #expect(commentText("a\nb\t\"c\"") == "a'b''c'")
    }

    @Test(arguments: ["x", "ü", "漢", "🦊", "a🦊", "ab🦊", "abc🦊"])
    func `a long comment is cut between two characters, and says so`(unit: String) {
        for count in 127 / unit.utf8.count + 1...300 {
            let text = String(repeating: unit, count: count)
            let cut = commentText(text)
            #expect(cut.utf8.count <= 127 && cut.utf8.count > 120)
            #expect(cut.hasSuffix("..."))
            #expect(text.utf8.starts(with: cut.utf8.dropLast(3)))
            #expect(!cut.unicodeScalars.contains("\u{fffd}"))
        }
    }

    @Test func `comments are cut wherever they stand`() {
        let long = String(repeating: "long ", count: 40)
        let cut = commentText(long)
        #expect(cut.utf8.count == 127)
        #expect(Element(key: [], comment: long).comment == cut)
        #expect(NamedSet("s", key: [.port], comment: long, elements: .values([])).comment == cut)
        #expect(Chain("c", comment: long, rules: []).comment == cut)
        #expect(Rule(then: [], comment: long).comment == cut)
    }
}
