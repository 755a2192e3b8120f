import Testing
import YAML

struct AliasTests {
    @Test func `an alias stands for its anchor's value and keeps the anchor's place`() throws {
        #expect(
            try document("a: &x\n  b: c\nd: *x\n").dump
                == "{a@1:1: {b@2:3: c@2:6}@1:4, d@3:1: {b@2:3: c@2:6}@1:4}@1:1")
    }

    @Test func `an anchor may be set anew`() throws {
        #expect(try document("[&a x, *a, &a y, *a]").dump == "[x@1:2 x@1:2 y@1:12 y@1:12]@1:1")
    }

    @Test func `an anchor ends with its document`() {
        #expect(problem("&a x\n---\n*a\n".utf8) == "3:1: no anchor &a before this alias")
    }

    @Test func `a merge key adds what the mapping does not say itself`() throws {
        let node = try document(
            "- &a {x: 1, y: 2}\n- {<<: *a, y: 3, z: 4}\n- {y: 5, <<: [{y: 6, w: 7}, *a]}\n")
        guard case .sequence(let items) = node.content else { return }
        let fields = items.map { item -> [String] in
            guard case .mapping(let fields) = item.content else { return [] }
            return fields.map { "\($0.key)=\($0.value.text ?? "")" }
        }
        #expect(fields == [["x=1", "y=2"], ["y=3", "z=4", "x=1"], ["y=5", "w=7", "x=1"]])
    }

    @Test func `a quoted merge key is a key like others`() throws {
        #expect(try document("'<<': 1")["<<"]?.text == "1")
    }

    @Test(arguments: ["<<: {a: b}\n<<: {c: d}\n", "<<: {}\n<<: {}\n"])
    func `a second merge key is refused`(text: String) {
        #expect(problem(text.utf8)?.contains("the key << is here twice") == true)
    }
}
