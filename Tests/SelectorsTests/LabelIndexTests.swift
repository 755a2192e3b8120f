import Selectors
import Testing

@Suite struct LabelIndexTests {
    @Test func `items are found by what their labels are now`() throws {
        var index = LabelIndex<String>()
        index.insert("web", labels: ["tier": "web", "zone": "a"])
        index.insert("db", labels: ["tier": "db"])
        #expect(index.items(matching: try Selector("tier == 'web'")) == ["web"])
        #expect(index.items(matching: try Selector("has(tier)")) == ["db", "web"])

        index.insert("web", labels: ["tier": "db"])
        #expect(index.items(matching: try Selector("tier == 'web'")) == [])
        #expect(index.items(matching: try Selector("has(zone)")) == [])
        #expect(index.items(matching: try Selector("tier == 'db'")) == ["db", "web"])
        #expect(index.labels(of: "web") == ["tier": "db"])
        #expect(index.count == 2)

        let wasThere = index.remove("db")
        let wasStillThere = index.remove("db")
        #expect(wasThere && !wasStillThere)
        #expect(index.items(matching: .all) == ["web"])
        #expect(index.labels(of: "db") == nil)
    }

    @Test func `items without labels are found where none are needed`() throws {
        var index = LabelIndex<String>()
        #expect(index.isEmpty)
        #expect(index.items(matching: .all) == [])
        index.insert("bare", labels: [:])
        #expect(index.items(matching: .all) == ["bare"])
        #expect(index.items(matching: try Selector("x != '1'")) == ["bare"])
        #expect(index.items(matching: try Selector("has(x)")) == [])
        #expect(index.items(matching: try Selector("!all()")) == [])
    }

    @Test func `items that cannot be ordered are found too`() throws {
        struct Unordered: Hashable { let name: String }
        var index = LabelIndex<Unordered>()
        index.insert(Unordered(name: "a"), labels: ["x": "1"])
        index.insert(Unordered(name: "b"), labels: ["x": "2"])
        let found = index.items(matching: try Selector("x in {'1', '2', '3'}"))
        #expect(found.count == 2)
        #expect(Set(found) == [Unordered(name: "a"), Unordered(name: "b")])
    }

    @Test func `two spellings of one value find their item once`() {
        var index = LabelIndex<Int>()
        index.insert(1, labels: ["x": "\u{e9}"])
        index.insert(2, labels: ["x": "e\u{301}"])
        #expect(index.items(matching: Selector(.in("x", ["\u{e9}", "e\u{301}"]))) == [1, 2])
        #expect(index.items(matching: Selector(.equals("x", "\u{e9}"))) == [1])
    }

    @Test func `the index finds what looking at each item finds`() {
        var random = SeededRandom(seed: 4)
        var index = LabelIndex<Int>()
        var all: [Int: Labels] = [:]
        for _ in 0..<3000 {
            let item = Int.random(in: 0..<120, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                let wasThere = index.remove(item)
                #expect(wasThere == (all.removeValue(forKey: item) != nil))
            } else {
                let labels = random.labels()
                index.insert(item, labels: labels)
                all[item] = labels
            }
            #expect(index.count == all.count)
            let selector = Selector(random.expression(depth: 3))
            let expected = all.filter { selector.matches($0.value) }.keys.sorted()
            #expect(index.items(matching: selector) == expected, "\(selector)")
        }
    }
}
