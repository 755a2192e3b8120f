import Resources
import StateDirectory
import Status
import Testing

/// Files as operators write them, from the directory to resources.
struct ManifestTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    @Test func `YAML and JSON, one document a file or many, are read alike`() throws {
        try sandbox.put(
            "a.yaml",
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: one}
            ---
            apiVersion: v1
            kind: List
            items:
              - {apiVersion: v1, kind: Namespace, metadata: {name: two}}
            """)
        try sandbox.put(
            "b.json", #"{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "three"}}"#)
        let reading = OneReading(of: sandbox.state, decode: decodeFile)
        #expect(reading.problems.isEmpty)
        #expect(reading.resources.keys.map(\.name).sorted() == ["one", "three", "two"])
    }

    @Test func `a mistake is reported with its place, and the file says what it said before`() throws {
        let good = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: one\n"
        try sandbox.put("d.yaml", good)
        var reader = StateReader(directory: sandbox.state, decode: decodeFile)
        _ = reader.refresh()
        try sandbox.put("d.yaml", good + "  - broken\n")
        #expect(!reader.refresh().anyChange)
        #expect(reader.problems.map(\.file) == ["d.yaml"])
        #expect(reader.problems.map(\.severity) == [.error])
        #expect(reader.problems.allSatisfy { $0.line == 5 && $0.lastGoodInForce })
    }
}
