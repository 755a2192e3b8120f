import Selectors
import Testing

@Suite struct ParsingTests {
    static let spellings: [(String, Selector.Expression)] = [
        ("x=='1'", .equals("x", "1")),
        ("\t x\t==  '1' ", .equals("x", "1")),
        ("x!=\"1\"", .notEquals("x", "1")),
        ("x in{'1'}", .in("x", ["1"])),
        ("x in { '1' ,\t'2' }", .in("x", ["1", "2"])),
        ("x in {'2','1','2',}", .in("x", ["1", "2"])),
        ("x in { }", .in("x", [])),
        ("x not  in {'1'}", .notIn("x", ["1"])),
        ("x notin{'1'}", .notIn("x", ["1"])),
        ("x contains'1'", .contains("x", "1")),
        ("x starts \t with '1'", .startsWith("x", "1")),
        ("x startswith'1'", .startsWith("x", "1")),
        ("x ends   with '1'", .endsWith("x", "1")),
        ("x endswith \"1\"", .endsWith("x", "1")),
        ("has( x )", .has("x")),
        ("all(\t)", .all),
        ("global(  )", .global),
        ("(((x=='1')))", .equals("x", "1")),
        ("has(x)&&has(y)", .and([.has("x"), .has("y")])),
        ("has(x)||!has(y)", .or([.has("x"), .not(.has("y"))])),
        ("has(x) && has(y) && has(z)", .and([.has("x"), .has("y"), .has("z")])),
        ("has(x) && (has(y) && has(z))", .and([.has("x"), .and([.has("y"), .has("z")])])),
        // The language has no reserved words: where a label is expected, every word is one.
        ("in in {'in'}", .in("in", ["in"])),
        ("not not in {'1'}", .notIn("not", ["1"])),
        ("has == 'all'", .equals("has", "all")),
        ("all != 'all()'", .notEquals("all", "all()")),
        ("starts starts with 'starts'", .startsWith("starts", "starts")),
        // Names may hold what names of Kubernetes' labels hold, at any place.
        ("projectcalico.org/namespace == 'a'", .equals("projectcalico.org/namespace", "a")),
        ("-._/9 == 'a'", .equals("-._/9", "a")),
        // A quoted string ends at the quote it began with, and nothing in it is special.
        (#"x == "it's""#, .equals("x", "it's")),
        (#"x == 'say "a"'"#, .equals("x", #"say "a""#)),
        (#"x == 'a\'"#, .equals("x", #"a\"#)),
        ("x == ' && || ! {}()'", .equals("x", " && || ! {}()")),
        ("x == 'grüße\n'", .equals("x", "grüße\n")),
    ]

    @Test(arguments: spellings) func `every spelling is understood`(
        text: String, expression: Selector.Expression
    ) throws {
        #expect(try Selector(text).expression == expression)
    }

    @Test func `a label's name has up to 512 characters`() throws {
        let name = String(repeating: "n", count: 512)
        #expect(try Selector("\(name) == '1'").expression == .equals(name, "1"))
        let error = SelectorError("a label's name has at most 512 characters", offset: 4)
        #expect(throws: error) { try Selector("has(\(name)n)") }
    }

    @Test func `parentheses nest up to a hundred deep`() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "!(", count: depth) + "has(x)" + String(repeating: ")", count: depth)
        }
        #expect(try Selector(nested(100)).matches(["x": ""]))
        let error = SelectorError("parentheses are nested more than 100 deep", offset: 201)
        #expect(throws: error) { try Selector(nested(101)) }
        #expect(throws: error) { try Selector(nested(1_000_000)) }
    }

    @Test func `parentheses side by side are not nested`() throws {
        let text = Array(repeating: "(has(x))", count: 1000).joined(separator: " && ")
        #expect(try Selector(text).matches(["x": ""]))
    }

    @Test func `a long row of exclamation marks is one negation or none`() throws {
        #expect(try Selector(String(repeating: "!", count: 100_001) + "has(x)").expression == .not(.has("x")))
    }
}
