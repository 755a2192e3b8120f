import Testing
import YAML

/// The one document of `text`.
func document(_ text: String) throws -> DocumentNode {
    let all = try documents(Array(text.utf8))
    #expect(all.count == 1)
    return try #require(all.first)
}

/// The message about `bytes`, with its place.
func problem(_ bytes: some Sequence<UInt8>, limits: Limits = Limits()) -> String? {
    do {
        _ = try documents(Array(bytes), limits: limits)
        return nil
    } catch {
        return error.description
    }
}

extension DocumentNode {
    /// The tree in one line, with the place of each value.
    var dump: String {
        switch content {
        case .scalar(let scalar): "\(scalar.text)@\(position)"
        case .sequence(let items): "[\(items.map(\.dump).joined(separator: " "))]@\(position)"
        case .mapping(let fields):
            "{" + fields.map { "\($0.key)@\($0.keyPosition): \($0.value.dump)" }.joined(separator: ", ")
                + "}@\(position)"
        }
    }

    /// The text of a scalar.
    var text: String? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar.text
    }
}

struct DocumentTests {
    @Test func `each key and value knows its line and column`() throws {
        let node = try document("a: 1\nb:\n  - x\n  - {c: 'd'}\n")
        #expect(node.dump == "{a@1:1: 1@1:4, b@2:1: [x@3:5 {c@4:6: d@4:9}@4:5]@3:3}@1:1")
    }

    @Test func `columns count characters and not bytes`() throws {
        #expect(try document("{ä€: 😀, b: c}").dump == "{ä€@1:2: 😀@1:6, b@1:9: c@1:12}@1:1")
    }

    @Test(arguments: [
        ("", 0), ("# nothing\n", 0), ("a: b", 1), ("---\na: b\n---\nc: d\n", 2),
        ("--- a\n--- b\n...\n--- c", 3),
        ("---\n---\n", 2),
    ])
    func `an input holds any number of documents`(text: String, count: Int) throws {
        #expect(try documents(Array(text.utf8)).count == count)
    }

    @Test func `documents come one by one, before a mistake in a later one`() throws {
        var stream = try DocumentStream(Array("a: b\n---\n[\n".utf8))
        #expect(try stream.next()?["a"]?.text == "b")
        #expect(throws: SyntaxError.self) { try stream.next() }
        #expect(try stream.next() == nil)
    }

    @Test(arguments: [[0xef, 0xbb, 0xbf], []] as [[UInt8]])
    func `a byte order mark changes no column`(mark: [UInt8]) throws {
        let node = try #require(try documents(mark + Array("a: b".utf8)).first)
        #expect(node.dump == "{a@1:1: b@1:4}@1:1")
    }

    @Test func `lines may end as they do on Windows`() throws {
        #expect(try document("a: b\r\nc: d\r\n").dump == "{a@1:1: b@1:4, c@2:1: d@2:4}@1:1")
    }

    @Test func `block scalars are read, but their characters have no place`() throws {
        let node = try document("a: |\n  x\n  y\nb: 'q'\nc: \"t\\n\"\nd: p\n")
        guard case .mapping(let fields) = node.content else { return }
        let scalars = fields.compactMap { field -> Scalar? in
            guard case .scalar(let scalar) = field.value.content else { return nil }
            return scalar
        }
        #expect(scalars.map(\.text) == ["x\ny\n", "q", "t\n", "p"])
        #expect(scalars.map(\.style) == [.block, .quoted, .quoted, .plain])
        #expect(scalars.map(\.isVerbatim) == [false, true, false, true])
    }

    @Test func `keys are texts, whatever they look like`() throws {
        #expect(try document("{1: a, true: b, ~: c}").dump.contains("1@1:2"))
        #expect(try document("{1: a, true: b}")["true"]?.text == "b")
    }
}
