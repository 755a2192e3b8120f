import Selectors
import Testing

@Suite struct CanonicalTextTests {
    static let texts: [(String, String)] = [
        ("", "all()"),
        (" all( ) ", "all()"),
        ("global()", "global()"),
        ("x=='1'", #"x == "1""#),
        ("x!='1'", #"x != "1""#),
        ("x contains'1'", #"x contains "1""#),
        ("x startswith '1'", #"x starts with "1""#),
        ("x endswith '1'", #"x ends with "1""#),
        ("x notin {'b','a','b'}", #"x not in {"a", "b"}"#),
        ("x in{ }", "x in {}"),
        ("x in {'B','a','A','_'}", #"x in {"A", "B", "_", "a"}"#),
        ("has( x )", "has(x)"),
        ("! ! ! has(x)", "!has(x)"),
        ("!!has(x)", "has(x)"),
        ("((has(x)))", "has(x)"),
        ("has(x)&&has(y)||has(z)", "((has(x) && has(y)) || has(z))"),
        ("has(x)&&(has(y)||has(z))", "(has(x) && (has(y) || has(z)))"),
        ("has(x)&&(has(y)&&has(z))", "(has(x) && (has(y) && has(z)))"),
        ("!(has(x)||has(y))", "!(has(x) || has(y))"),
        ("! x == '1'", #"!x == "1""#),
        (#"x == 'a"b'"#, #"x == 'a"b'"#),
        (#"x in {'a"', "b'"}"#, #"x in {'a"', "b'"}"#),
    ]

    @Test(arguments: texts) func `a selector prints in Calico's canonical form`(
        text: String, canonical: String
    ) throws {
        let selector = try Selector(text)
        #expect(selector.description == canonical)
        #expect(try Selector(canonical) == selector)
    }

    @Test func `selectors that print alike are one key`() throws {
        let counts: [Selector: Int] = [try Selector("has( x )&&y=='1'"): 1]
        #expect(counts[try Selector("(has(x) && y == \"1\")")] == 1)
        #expect(counts[try Selector("has(x) && y == '2'")] == nil)
        #expect(try Selector("") == .all)
        #expect(try Selector("global()") != .all)
    }

    @Test func `an expression built in code takes the parser's form`() throws {
        #expect(Selector(.in("x", ["b", "a", "b"])).expression == .in("x", ["a", "b"]))
        #expect(Selector(.notIn("x", ["b", "a"])) == (try Selector("x not in {'a', 'b'}")))
        #expect(Selector(.and([])) == .all)
        #expect(Selector(.or([])) == (try Selector("!all()")))
        #expect(Selector(.and([.or([.has("x")])])) == (try Selector("has(x)")))
        #expect(Selector(.not(.and([.has("x"), .and([])]))) == (try Selector("!(has(x) && all())")))
    }

    @Test func `what the language cannot say never passes for something else`() throws {
        let odd = Selector(.equals("x", #"1" || y == '2"#))
        #expect(odd != (try Selector(#"x == "1" || y == '2'"#)))
        #expect(odd.description == #"x == `1" || y == '2`"#)
        #expect(Selector(.has("x) || has(y")).description == "has(`x) || has(y`)")
        #expect(Selector(.has("")).description == "has(``)")
        #expect(Selector(.has("`")).description == "has(````)")
        #expect(throws: SelectorError.self) { try Selector(odd.description) }
    }

    @Test func `what is printed is read back the same`() throws {
        var random = SeededRandom(seed: 2)
        for _ in 0..<2000 {
            let selector = Selector(random.expression(depth: 4))
            #expect(try Selector(selector.description).expression == selector.expression)
        }
    }

    @Test func `every label is given the prefix`() throws {
        let text = """
            a == '1' && b != '1' || c in {'1'} && d not in {'1'} || e contains '1' && f starts with '1' \
            || g ends with '1' && !has(h) || all() && global()
            """
        let prefixed = try Selector(text).prefixingLabels(with: "pcns.")
        #expect(
            prefixed.description == """
                ((pcns.a == "1" && pcns.b != "1") || (pcns.c in {"1"} && pcns.d not in {"1"}) \
                || (pcns.e contains "1" && pcns.f starts with "1") \
                || (pcns.g ends with "1" && !has(pcns.h)) || (all() && global()))
                """)
        #expect(try Selector(prefixed.description) == prefixed)
    }
}
