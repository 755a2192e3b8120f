import Selectors
import Testing

@Suite struct SelectorIndexTests {
    @Test func `selectors are found by the labels that they match`() throws {
        var index = SelectorIndex<String>()
        index.insert("web", try Selector("tier == 'web' && zone == 'a'"))
        index.insert("zoned", try Selector("has(zone)"))
        index.insert("all", .all)
        index.insert("none", try Selector("!all()"))
        #expect(index.keys(matching: ["tier": "web", "zone": "a"]).sorted() == ["all", "web", "zoned"])
        #expect(index.keys(matching: ["tier": "web", "zone": "b"]).sorted() == ["all", "zoned"])
        #expect(index.keys(matching: [:]) == ["all"])
    }

    @Test func `a selector takes the place of the one before it, and goes`() throws {
        var index = SelectorIndex<String>()
        index.insert("web", try Selector("tier == 'web'"))
        index.insert("web", try Selector("tier == 'db'"))
        #expect(index.keys(matching: ["tier": "web"]) == [])
        #expect(index.keys(matching: ["tier": "db"]) == ["web"])
        index.remove("web")
        index.remove("web")
        #expect(index.keys(matching: ["tier": "db"]) == [])
    }

    @Test func `two spellings of one value are found once`() {
        var index = SelectorIndex<Int>()
        index.insert(1, Selector(.in("x", ["\u{e9}", "e\u{301}"])))
        #expect(index.keys(matching: ["x": "\u{e9}"]) == [1])
        #expect(index.keys(matching: ["x": "e\u{301}"]) == [1])
    }

    @Test func `the index finds what asking each selector finds`() {
        var random = SeededRandom(seed: 7)
        var index = SelectorIndex<Int>()
        var all: [Int: Selector] = [:]
        for _ in 0..<3000 {
            let key = Int.random(in: 0..<120, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                index.remove(key)
                all[key] = nil
            } else {
                let selector = Selector(random.expression(depth: 3))
                index.insert(key, selector)
                all[key] = selector
            }
            let labels = random.labels()
            let expected = all.filter { $0.value.matches(labels) }.keys.sorted()
            #expect(index.keys(matching: labels).sorted() == expected, "\(labels)")
        }
    }
}
