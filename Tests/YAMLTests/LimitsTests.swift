import Testing
import YAML

struct LimitsTests {
    /// Nine lists, each of nine times the one before: a thousand million values in 300 bytes.
    private let billionLaughs: String = {
        let names = Array("abcdefghij").map(String.init)
        var text = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for (name, previous) in zip(names.dropFirst(), names) {
            text +=
                "\(name): &\(name) [" + Array(repeating: "*\(previous)", count: 9).joined(separator: ", ")
                + "]\n"
        }
        return text
    }()

    @Test func `aliases of aliases are stopped before they cost anything`() throws {
        let message = try #require(problem(billionLaughs.utf8))
        #expect(message.hasSuffix("aliases stand for more than 100000 values"))
    }

    @Test func `merge keys are counted as aliases are`() throws {
        var text = "m0: &m0 {" + (0..<200).map { "k\($0): v" }.joined(separator: ", ") + "}\n"
        for index in 1..<600 { text += "m\(index): {<<: *m0, n: 1}\n" }
        #expect(problem(text.utf8)?.hasSuffix("aliases stand for more than 100000 values") == true)
    }

    @Test func `a long text weighs more than a short one`() {
        let long = "a: &a " + String(repeating: "x", count: 1 << 20) + "\n"
        let aliases = "b: [" + Array(repeating: "*a", count: 20).joined(separator: ", ") + "]\n"
        #expect(
            problem((long + aliases).utf8)?.hasSuffix("aliases stand for more than 100000 values") == true)
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func `values are nested so deep and no deeper`(opening: String) throws {
        let closing = ["[": "]", "{a: ": "}"][opening] ?? ""
        let nest = { (depth: Int) in
            String(repeating: opening, count: depth) + "x" + String(repeating: closing, count: depth)
        }
        #expect(problem(nest(64).utf8) == nil)
        #expect(problem(nest(65).utf8)?.hasSuffix("values are nested more than 64 deep") == true)
    }

    @Test(arguments: ["[", "{", "- ", "? ", "{a: [", "!!x &a ", "[*a,"])
    func `a million openings without an end come to a quick end`(opening: String) {
        #expect(problem(String(repeating: opening, count: 1_000_000).utf8) != nil)
    }

    @Test func `an input is so long and no longer`() {
        var limits = Limits()
        limits.bytes = 1 << 20
        let text = "a: " + String(repeating: "x", count: 1 << 20)
        #expect(problem(text.utf8, limits: limits) == "1:1: the file is longer than 1 MiB (1048579 bytes)")
        #expect(problem(text.utf8.dropLast(3), limits: limits) == nil)
    }

    @Test func `an input has so many values and no more`() {
        var limits = Limits()
        limits.nodes = 5
        #expect(problem("[1, 2, 3, 4]".utf8, limits: limits) == nil)
        #expect(problem("[1, 2, 3, 4, 5]".utf8, limits: limits) == "1:14: the file has more than 5 values")
    }
}
