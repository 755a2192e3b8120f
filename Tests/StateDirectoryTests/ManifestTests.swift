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

    @Test func `objects without meaning here are counted by kind as their files come and go`() throws {
        let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"
        let deployment = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}\n"
        try sandbox.put("a.yaml", "\(map)---\n\(map)---\n\(deployment)")
        try sandbox.put("b.yaml", map)
        var reader = StateReader(directory: sandbox.state, decode: decodeFile)
        _ = reader.refresh()
        #expect(
            reader.files.ignored == [
                Ignored("apps/v1 Deployment", count: 1), Ignored("v1 ConfigMap", count: 3),
            ])
        try sandbox.put("a.yaml", map)
        try sandbox.put("b.yaml", "broken: [")
        _ = reader.refresh()
        #expect(reader.files.ignored == [Ignored("v1 ConfigMap", count: 2)])
        try sandbox.remove("a.yaml")
        try sandbox.remove("b.yaml")
        _ = reader.refresh()
        #expect(reader.files.ignored == [])
    }
}
