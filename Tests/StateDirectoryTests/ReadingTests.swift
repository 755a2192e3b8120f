import Glibc
import Resources
import StateDirectory
import Status
import Testing

struct ReadingTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    @Test func `files of any depth are read, and what is hidden or half done is not`() throws {
        try sandbox.makeDirectory("a/b/c")
        try sandbox.makeDirectory(".hidden")
        try sandbox.makeDirectory("new.tmp")
        try sandbox.write("one.yaml", "namespace one")
        try sandbox.write("a/two.yml", "namespace two")
        try sandbox.write("a/b/c/three.json", "namespace three")
        for name in [".x.yaml", "x.yaml~", "x.yaml.tmp", "x.txt", ".hidden/x.yaml", "new.tmp/x.yaml"] {
            try sandbox.write(name, "bad")
        }
        var reader = sandbox.reader()
        let update = reader.refresh()
        #expect(update.described == ["one", "three", "two"])
        #expect(reader.files == Files(total: 3))
    }

    @Test func `a bad file keeps its last good content and everything else goes on`() throws {
        try sandbox.put("a.yaml", "namespace a 1\nnamespace b 1")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.put("a.yaml", "namespace a 2\n bad")
        try sandbox.put("c.yaml", "namespace c")
        let update = reader.refresh()
        #expect(update.described == ["c"])
        #expect(reader.inForce == ["a 1", "b 1", "c"])
        #expect(reader.messages == ["a.yaml:2:1: bad"])
        #expect(reader.problems.map(\.lastGoodInForce) == [true])
    }

    @Test func `nothing of a bad file counts that never was good`() throws {
        try sandbox.put("a.yaml", "namespace a\nbad")
        var reader = sandbox.reader()
        #expect(!reader.refresh().anyChange)
        #expect(reader.problems.map(\.lastGoodInForce) == [false])
    }

    @Test func `a bad file that is put right counts again`() throws {
        try sandbox.put("a.yaml", "bad")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.put("a.yaml", "namespace a")
        let update = reader.refresh(.paths(["a.yaml"]))
        #expect(update.described == ["a"])
        #expect(update.problemsChanged)
        #expect(reader.problems.isEmpty)
    }

    @Test func `a removed file takes its resources with it, also when it was bad`() throws {
        try sandbox.put("a.yaml", "namespace a")
        try sandbox.put("b.yaml", "namespace b")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.put("b.yaml", "bad")
        _ = reader.refresh()
        try sandbox.remove("a.yaml")
        try sandbox.remove("b.yaml")
        #expect(reader.refresh(.paths(["a.yaml", "b.yaml"])).described == ["-a", "-b"])
        #expect(reader.files == Files(total: 0))
    }

    @Test func `warnings keep nothing from counting`() throws {
        try sandbox.put("a.yaml", "namespace a\nwarn")
        var reader = sandbox.reader()
        #expect(reader.refresh().described == ["a"])
        #expect(reader.problems.map(\.severity) == [.warning])
    }

    @Test func `an unchanged file is not read again`() throws {
        try sandbox.put("a.yaml", "namespace a 1")
        usleep(30_000)
        var reader = sandbox.reader()
        _ = reader.refresh()
        #expect(reader.refresh() == StateUpdate())
        #expect(reader.refresh(.paths(["a.yaml"])) == StateUpdate())
    }

    @Test func `a file rewritten at once with the same length is noticed`() throws {
        var reader = sandbox.reader()
        for version in 1...50 {
            try sandbox.write("a.yaml", "namespace a \(version + 100)")
            #expect(reader.refresh(.paths(["a.yaml"])).described == ["a \(version + 100)"])
        }
    }

    @Test func `what is written through one hard link changes under the other too`() throws {
        try sandbox.write("a.yaml", "warn 1")
        try sandbox.hardLink("b.yaml", to: "a.yaml")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.write("a.yaml", "bad")
        _ = reader.refresh(.paths(["a.yaml"]))
        #expect(reader.messages == ["a.yaml:1:1: bad", "b.yaml:1:1: bad"])
    }

    @Test func `moving a resource within its file is a change of its position`() throws {
        try sandbox.put("a.yaml", "namespace a")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.put("a.yaml", "\nnamespace a")
        #expect(reader.refresh().changed.values.map { $0?.position.line } == [2])
    }

    @Test func `many files are read as few are`() throws {
        for number in 100..<400 { try sandbox.write("\(number).yaml", "namespace n\(number)") }
        var reader = sandbox.reader()
        #expect(reader.refresh().described == (100..<400).map { "n\($0)" })
    }

    @Test func `a directory is read once without a reader`() throws {
        try sandbox.put("a.yaml", "namespace a")
        try sandbox.put("b.yaml", "bad")
        let reading = OneReading(of: sandbox.state, decode: decodeLines)
        #expect(reading.fileCount == 2)
        #expect(reading.resources.keys.map(\.name) == ["a"])
        #expect(reading.problems.map(\.description) == ["b.yaml:1:1: bad"])
    }
}
