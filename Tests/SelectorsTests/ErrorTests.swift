import Selectors
import Testing

@Suite struct ErrorTests {
    static let condition = "expected a condition such as a == 'b' or has(a), found"
    static let operation = "expected ==, !=, in, not in, contains, starts with or ends with after the label"
    static let comparison = "\(operation) x, found"
    static let closing = "expected && or || or the ) that closes the ( at byte"
    static let end = "expected && or || or the end of the selector, found"

    /// Text, offset and message of each mistake.
    static let mistakes: [(String, Int, String)] = [
        ("x == 1", 5, "expected a quoted string after ==, found 1"),
        ("x == ", 5, "expected a quoted string after ==, found the end of the selector"),
        ("x != y", 5, "expected a quoted string after !=, found y"),
        ("x contains y", 11, "expected a quoted string after contains, found y"),
        ("x startswith (", 13, "expected a quoted string after starts with, found ("),
        ("x ends with 1", 12, "expected a quoted string after ends with, found 1"),
        ("x == 'y", 5, "the string that begins here lacks its closing '"),
        ("x in {'y', \"z}", 11, "the string that begins here lacks its closing \""),
        ("x = 'y'", 2, "expected == after the label x, found a single ="),
        ("x", 1, "\(comparison) the end of the selector"),
        ("x y", 2, "\(comparison) y"),
        ("x starts 'y'", 2, "\(comparison) starts"),
        ("x not 'y'", 2, "\(comparison) not"),
        ("x (y)", 2, "\(comparison) ("),
        ("x in 'y'", 5, "expected { after in, found '"),
        ("x not in y", 9, "expected { after not in, found y"),
        ("x in {y}", 6, "expected a quoted string or } in a set, found y"),
        ("x in {'y' 'z'}", 10, "expected , or } in a set, found '"),
        ("x in {'y'", 9, "expected , or } in a set, found the end of the selector"),
        ("x in {,}", 6, "expected a quoted string or } in a set, found ,"),
        ("has()", 4, "expected a label's name after has(, found )"),
        ("has('x')", 4, "expected a label's name after has(, found '"),
        ("has(x", 5, "expected ) after has(x, found the end of the selector"),
        ("has(x y)", 6, "expected ) after has(x, found y"),
        ("has (x)", 4, "\(operation) has, found ("),
        ("all(x)", 4, "expected ) after all(, found x"),
        ("global(", 7, "expected ) after global(, found the end of the selector"),
        ("!", 1, "\(condition) the end of the selector"),
        ("()", 1, "\(condition) )"),
        ("'x' == 'y'", 0, "\(condition) '"),
        ("has(x) && ", 10, "\(condition) the end of the selector"),
        ("&& has(x)", 0, "\(condition) &"),
        ("has(x) || || has(y)", 10, "\(condition) |"),
        ("  %", 2, "\(condition) %"),
        ("has(x) & has(y)", 7, "expected &&, found a single &"),
        ("has(x) | has(y)", 7, "expected ||, found a single |"),
        ("has(x) has(y)", 7, "\(end) has"),
        ("has(x) = 'y'", 7, "\(end) ="),
        ("has(x))", 6, "this ) closes no parenthesis"),
        ("!(has(x)", 8, "\(closing) 1, found the end of the selector"),
        ("((has(x)}", 8, "\(closing) 1, found }"),
        // Offsets count bytes, not letters.
        ("x == 'ü' y", 10, "\(end) y"),
        ("größe == 'x'", 2, "\(operation) gr, found the character U+00F6"),
        ("has(x)\n", 6, "\(end) a line break, where only spaces and tabs may be"),
        ("x\u{a0}== 'y'", 1, "\(comparison) the character U+00A0"),
        ("has(x)\u{0}", 6, "\(end) the character U+0000"),
    ]

    @Test(arguments: mistakes) func `a mistake is named at its place`(
        text: String, offset: Int, message: String
    ) throws {
        #expect(throws: SelectorError(message, offset: offset)) { try Selector(text) }
    }

    @Test func `an error prints its place`() {
        let error = SelectorError("this ) closes no parenthesis", offset: 6)
        #expect("\(error)" == "this ) closes no parenthesis (at byte 6)")
    }

    @Test func `no text makes the parser stumble`() {
        var random = SeededRandom(seed: 7)
        let pieces = [
            "x", "==", "!=", "!", "&&", "||", "&", "|", "=", "(", ")", "{", "}", ",", "'", "\"", " ", "\t",
            "\n",
            "in", "not", "contains", "starts", "with", "ends", "has(", "all(", "global(", "ö", "\u{0}",
            "'y'", "\"z\"",
        ]
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...12, using: &random)
            let text = (0..<count).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
                .joined()
            do {
                let selector = try Selector(text)
                let again = try Selector(selector.description)
                #expect(again.matches(["x": "y"]) == selector.matches(["x": "y"]), "\(text)")
            } catch {
                #expect((0...text.utf8.count).contains(error.offset), "\(text)")
            }
        }
    }
}
