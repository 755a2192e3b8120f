import Selectors
import Testing

/// A selector, and labels that it does and does not match.
struct MatchingCase: CustomTestStringConvertible, Sendable {
    let text: String
    let matching: [Labels]
    let other: [Labels]

    init(_ text: String, matches matching: Labels..., not other: Labels...) {
        self.text = text
        self.matching = matching
        self.other = other
    }

    var testDescription: String { text }
}

@Suite struct MatchingTests {
    static let operators = [
        MatchingCase("all()", matches: [:], ["tier": "web"]),
        MatchingCase("global()", matches: [:], ["tier": "web"]),
        MatchingCase("", matches: [:], ["tier": "web"]),
        MatchingCase(" \t ", matches: [:], ["tier": "web"]),
        MatchingCase("tier == 'web'", matches: ["tier": "web"], not: [:], ["tier": "Web"], ["Tier": "web"]),
        MatchingCase("tier == ''", matches: ["tier": ""], not: [:], ["tier": "web"]),
        MatchingCase("tier != 'web'", matches: [:], ["tier": "db"], ["tier": ""], not: ["tier": "web"]),
        MatchingCase(
            "tier in {'web', 'db'}", matches: ["tier": "db"], not: [:], ["tier": "we"], ["db": "db"]),
        MatchingCase("tier in {}", not: [:], ["tier": ""]),
        MatchingCase("tier not in {'web', 'db'}", matches: [:], ["tier": "dbs"], not: ["tier": "db"]),
        MatchingCase("tier not in {}", matches: [:], ["tier": ""]),
        MatchingCase(
            "tier contains 'eb'", matches: ["tier": "web"], ["tier": "eb"], ["tier": "eebb"],
            not: [:], ["tier": "be"], ["tier": "e"]),
        MatchingCase("tier contains ''", matches: ["tier": ""], ["tier": "web"], not: [:]),
        MatchingCase(
            "tier starts with 'we'", matches: ["tier": "web"], ["tier": "we"],
            not: [:], ["tier": "w"], ["tier": "awe"]),
        MatchingCase(
            "tier ends with 'eb'", matches: ["tier": "web"], ["tier": "eb"],
            not: [:], ["tier": "b"], ["tier": "webs"]),
        MatchingCase("has(tier)", matches: ["tier": ""], ["tier": "web"], not: [:], ["tiers": "web"]),
        MatchingCase("!has(tier)", matches: [:], ["tiers": "web"], not: ["tier": ""]),
        MatchingCase("!all()", not: [:], ["tier": "web"]),
    ]

    static let precedence = [
        // ! binds tighter than &&, && tighter than ||.
        MatchingCase(
            "!x == '1' && y == '1'", matches: ["y": "1"], ["x": "2", "y": "1"], not: ["x": "1", "y": "1"], [:]
        ),
        MatchingCase(
            "has(x) || has(y) && has(z)", matches: ["x": ""], ["y": "", "z": ""], not: ["y": ""], ["z": ""]),
        MatchingCase(
            "has(x) && has(y) || has(z)", matches: ["x": "", "y": ""], ["z": ""], not: ["x": ""], ["y": ""]),
        MatchingCase("(has(x) || has(y)) && has(z)", matches: ["x": "", "z": ""], not: ["x": ""], ["z": ""]),
        MatchingCase("!(has(x) && has(y))", matches: [:], ["x": ""], ["y": ""], not: ["x": "", "y": ""]),
        MatchingCase("!(has(x) || has(y))", matches: [:], not: ["x": ""], ["y": ""]),
        MatchingCase("!!has(x)", matches: ["x": ""], not: [:]),
        MatchingCase("!! \t!has(x)", matches: [:], not: ["x": ""]),
        MatchingCase("!(!(has(x)))", matches: ["x": ""], not: [:]),
        MatchingCase("x == '1' && x != '1'", not: [:], ["x": "1"], ["x": "2"]),
    ]

    @Test(arguments: operators) func `each operator decides as documented`(example: MatchingCase) throws {
        try check(example)
    }

    @Test(arguments: precedence) func `operators bind in their order`(example: MatchingCase) throws {
        try check(example)
    }

    @Test func `a large set is searched in full`() throws {
        let values = (0..<100).map { "v\($0 * 2)" }
        let selector = Selector(.in("x", values))
        for number in 0..<200 {
            #expect(selector.matches(["x": "v\(number)"]) == number.isMultiple(of: 2))
        }
    }

    @Test func `two spellings of one letter are two values`() throws {
        let composed = "caf\u{e9}"
        let decomposed = "cafe\u{301}"
        let selector = Selector(.equals("x", composed))
        #expect(selector.matches(["x": composed]))
        #expect(!selector.matches(["x": decomposed]))
        #expect(selector != Selector(.equals("x", decomposed)))
        #expect(!Selector(.in("x", [composed])).matches(["x": decomposed]))
    }

    private func check(_ example: MatchingCase) throws {
        let selector = try Selector(example.text)
        for labels in example.matching { #expect(selector.matches(labels), "\(labels)") }
        for labels in example.other { #expect(!selector.matches(labels), "\(labels)") }
    }
}
