import Testing
import YAML

struct SyntaxErrorTests {
    @Test(arguments: [
        (
            "a: [1, 2\nb: 3\n",
            "2:2: did not find expected ',' or ']' while parsing a flow sequence that begins at 1:4"
        ),
        ("a: b: c\n", "1:5: mapping values are not allowed in this context"),
        ("a:\n\t- b\n", "2:1: found character that cannot start any token while scanning for the next token"),
        ("a: 'b\n", "2:1: found unexpected end of stream while scanning a quoted scalar that begins at 1:4"),
        ("a: b\na: c\n", "2:1: the key a is here twice, first at 1:1"),
        ("{\"a\": 1, \"a\": 2}", "1:10: the key a is here twice, first at 1:2"),
        ("? [a, b]\n: c\n", "1:3: a key has to be a text, this is a list"),
        ("? {a: b}\n: c\n", "1:3: a key has to be a text, this is a mapping"),
        ("a: *b\n", "1:4: no anchor &b before this alias"),
        ("a: &x [*x]\n", "1:8: *x stands inside of what it stands for"),
        ("<<: 1\n", "1:5: << takes a mapping or a list of mappings"),
        ("<<: [{a: b}, 2]\n", "1:14: << takes a mapping or a list of mappings"),
        ("%YAML 3.0\n---\na\n", "1:1: found incompatible YAML document"),
    ])
    func `a mistake has a place and a reason`(text: String, message: String) {
        #expect(problem(text.utf8) == message)
    }

    @Test func `a key that comes twice is found among many`() {
        let lines = (0..<40).map { "key\($0): 1\n" }.joined()
        #expect(problem((lines + "key7: 2\n").utf8) == "41:1: the key key7 is here twice, first at 8:1")
    }

    @Test(
        arguments: [
            ([0x61, 0x3a, 0x20, 0xff], "1:4: invalid leading UTF-8 octet"),
            ([0x61, 0x0a, 0x62, 0x00], "2:2: control characters are not allowed"),
            ([0x61, 0x3a, 0x20, 0xc3], "1:4: incomplete UTF-8 octet sequence"),
            ([0x61, 0x3a, 0x20, 0xc0, 0x80], "1:4: invalid length of a UTF-8 sequence"),
            ([0x61, 0x3a, 0x20, 0xed, 0xa0, 0x80], "1:4: invalid Unicode character"),
            ([0xff, 0xfe, 0x61, 0x00], "1:1: the file is UTF-16, it has to be UTF-8"),
            ([0xfe, 0xff, 0x00, 0x61], "1:1: the file is UTF-16, it has to be UTF-8"),
        ] as [([UInt8], String)])
    func `bytes that are no text are refused where they stand`(bytes: [UInt8], message: String) {
        #expect(problem(bytes) == message)
    }
}
