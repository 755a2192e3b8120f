import Testing
import YAML

struct ScalarTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("NULL", .null), ("nULL", .string), ("none", .string),
            ("true", .boolean(true)), ("False", .boolean(false)), ("tRUE", .string), ("yes", .string),
            ("off", .string), ("n", .string), ("0", .integer(0)), ("-17", .integer(-17)), ("+3", .integer(3)),
            ("0x1F", .integer(31)), ("0o17", .integer(15)), ("0xg", .string), ("-0x1", .string),
            ("9223372036854775808", .integer(nil)), ("010", .ambiguous), ("-08", .ambiguous),
            ("00", .ambiguous),
            ("1.5", .float(1.5)), (".5", .float(0.5)), ("1.", .float(1)), ("1e3", .float(1000)),
            ("-1.5E-1", .float(-0.15)), ("1e", .string), (".", .string), ("-", .string), ("+", .string),
            ("1_000", .string), ("1:30", .string), ("10.0.0.1", .string), ("2024-01-01", .string),
            (".inf", .float(.infinity)), ("-.INF", .float(-.infinity)), ("0.5", .float(0.5)),
            ("0e1", .float(0)),
            ("12:34:56", .string), ("v1", .string), ("80-90", .string), ("1 2", .string), ("0x", .string),
        ] as [(String, Scalar.Resolution)])
    func `a plain scalar is what the core schema says`(text: String, resolution: Scalar.Resolution) {
        #expect(Scalar(text).resolution == resolution)
        #expect(Scalar(text, style: .quoted).resolution == .string)
        #expect(Scalar(text, style: .block).resolution == .string)
    }

    @Test func `not a number is a float`() {
        guard case .float(let value) = Scalar(".nan").resolution else {
            Issue.record("not a float")
            return
        }
        #expect(value.isNaN)
    }

    @Test(
        arguments: [
            ("!!str 12", .string), ("! 12", .string), ("!!int '12'", .integer(12)), ("!!null ''", .null),
            ("!!bool \"true\"", .boolean(true)),
        ] as [(String, Scalar.Resolution)])
    func `the tags of the core schema decide`(text: String, resolution: Scalar.Resolution) throws {
        guard case .scalar(let scalar) = try document(text).content else { return }
        #expect(scalar.resolution == resolution)
    }

    @Test(arguments: [
        ("!!binary aGk=", "1:1: the tag tag:yaml.org,2002:binary is not supported here"),
        ("a: !mine [x]", "1:4: the tag !mine is not supported here"),
        ("!!set {x}", "1:1: the tag tag:yaml.org,2002:set is not supported here"),
    ])
    func `other tags are refused`(text: String, message: String) {
        #expect(problem(text.utf8) == message)
    }
}
