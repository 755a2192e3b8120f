import Testing
import YAML

struct JSONTests {
    @Test func `JSON is read with the same places`() throws {
        let node = try document("{\n\t\"a\": [1, true, null],\n\t\"b\":{\"c\":\"d\"}\n}\n")
        #expect(
            node.dump == "{a@2:2: [1@2:8 true@2:11 null@2:17]@2:7, b@3:2: {c@3:7: d@3:11}@3:6}@1:1")
    }

    @Test(arguments: [
        (#""\u0041\t\n\/\\\"\b\f\r""#, "A\t\n/\\\"\u{8}\u{c}\r"), (#""\u00e9\u20AC""#, "é€"), (#""""#, ""),
    ])
    func `all of JSON's escapes are understood`(json: String, text: String) throws {
        #expect(try document(json).text == text)
        #expect(try document("[\(json)]").dump == "[\(text)@1:2]@1:1")
    }

    @Test func `two surrogates are one character and move no column`() throws {
        let json = #"{"\ud83d\ude00": "x\uD83D\uDE01y\ud83e\udd16", "b": "c","#
        let node = try document(json + "\n\"d\": \"e\"}")
        #expect(
            node.dump == "{😀@1:2: x😁y🤖@1:18, b@1:48: c@1:53, d@2:1: e@2:6}@1:1")
    }

    @Test(arguments: [#"["\ud83d"]"#, #"["\ude00\ud83d"]"#, #"["\ud83dx"]"#])
    func `half a character is refused`(json: String) throws {
        let message = try #require(problem(json.utf8))
        #expect(message.contains("invalid Unicode character escape code"))
    }

    @Test func `an escaped backslash begins no escape`() throws {
        #expect(try document(#"["\\ud83d\\ude00"]"#).dump == #"[\ud83d\ude00@1:2]@1:1"#)
    }

    @Test func `what is no JSON keeps its backslashes`() throws {
        #expect(try document(#"a: '\ud83d\ude00'"#)["a"]?.text == #"\ud83d\ude00"#)
    }

    @Test func `values follow each other behind three hyphens`() throws {
        #expect(
            try documents(Array("{\"a\": 1}\n---\n{\"a\": 2}\n".utf8)).compactMap { $0["a"]?.text } == [
                "1", "2",
            ])
    }

    @Test func `a long line is no obstacle`() throws {
        let items = (0..<5000).map { "{\"name\":\"value number \($0)\",\"port\":\($0)}" }.joined(
            separator: ",")
        guard case .sequence(let nodes) = try document("[" + items + "]").content else { return }
        #expect(nodes.count == 5000)
        #expect(nodes.last?["port"]?.text == "4999")
    }
}
