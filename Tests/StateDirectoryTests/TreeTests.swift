import Glibc
import StateDirectory
import Status
import Testing

struct TreeTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    @Test func `without a state directory nothing is known, which is not the same as nothing being wanted`()
        throws
    {
        try sandbox.remove(sandbox.state)
        var reader = sandbox.reader()
        let update = reader.refresh()
        #expect(!update.anyChange && update.problemsChanged)
        #expect(!reader.standing.hasBeenRead)
        #expect(
            reader.messages == [
                ".: the state directory \(sandbox.state) cannot be read: No such file or directory"
            ])
    }

    @Test func `an empty state directory is a state`() throws {
        var reader = sandbox.reader()
        _ = reader.refresh()
        #expect(reader.standing == .followed)
        #expect(reader.problems.isEmpty)
    }

    @Test func `what a state directory said stays in force while it is gone, until it is there again`() throws
    {
        try sandbox.put("a.yaml", "namespace a")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.move(sandbox.state, "\(sandbox.path)/away")
        #expect(!reader.refresh().anyChange)
        #expect(reader.standing.hasBeenRead && reader.standing != .followed)
        #expect(reader.problems.map(\.lastGoodInForce) == [true])
        try sandbox.makeDirectory("")
        #expect(reader.refresh(.paths([])).described == ["-a"])
        #expect(reader.standing == .followed)
    }

    @Test func `a state directory that is a file is not an empty one`() throws {
        try sandbox.put("a.yaml", "namespace a")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.remove(sandbox.state)
        try sandbox.write(sandbox.state, "")
        #expect(!reader.refresh().anyChange)
        #expect(reader.standing.hasBeenRead && reader.standing != .followed)
    }

    @Test func `a file may become a directory and a directory a file`() throws {
        try sandbox.put("a.yaml", "namespace a")
        try sandbox.makeDirectory("b.yaml")
        try sandbox.put("b.yaml/c.yaml", "namespace c")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.remove("a.yaml")
        try sandbox.remove("b.yaml")
        try sandbox.makeDirectory("a.yaml")
        try sandbox.put("a.yaml/d.yaml", "namespace d")
        try sandbox.put("b.yaml", "namespace e")
        #expect(reader.refresh(.paths(["a.yaml", "b.yaml"])).described == ["-a", "-c", "d", "e"])
    }

    @Test func `a directory that is moved takes its files with it`() throws {
        try sandbox.makeDirectory("a/b")
        try sandbox.put("a/b/x.yaml", "namespace x")
        try sandbox.put("ab.yaml", "namespace ab")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try sandbox.move("a", "\(sandbox.path)/away")
        #expect(reader.refresh(.paths(["a"])).described == ["-x"])
        try sandbox.move("\(sandbox.path)/away", "c")
        #expect(reader.refresh(.paths(["c"])).described == ["x"])
    }

    @Test func `symbolic links to directories are followed, each directory once`() throws {
        try sandbox.makeDirectory("a")
        try sandbox.put("a/x.yaml", "namespace x")
        try sandbox.link("a/up", to: "..")
        try sandbox.link("b", to: "a")
        var reader = sandbox.reader()
        #expect(reader.refresh().described == ["x"])
        #expect(reader.problems.map(\.severity) == [.warning, .warning])
        #expect(reader.problems.map(\.file) == ["a/up", "b"])
    }

    @Test func `files of a directory that cannot be read keep what they said`() throws {
        // Root may read every directory there is, so it takes a link to one that is not there.
        try sandbox.makeDirectory("\(sandbox.path)/real")
        try sandbox.put("\(sandbox.path)/real/a.yaml", "namespace a")
        try sandbox.link("d", to: "../real")
        var reader = sandbox.reader()
        #expect(reader.refresh().described == ["a"])
        try sandbox.move("\(sandbox.path)/real", "\(sandbox.path)/away")
        for changes in [DirectoryChanges.everything, .paths(["d"]), .nothing] {
            #expect(!reader.refresh(changes).anyChange)
            #expect(
                reader.messages == ["d: the directory cannot be read: a symbolic link that leads nowhere"])
            #expect(reader.problems.map(\.lastGoodInForce) == [true])
        }
        try sandbox.put("\(sandbox.path)/away/b.yaml", "namespace b")
        try sandbox.move("\(sandbox.path)/away", "\(sandbox.path)/real")
        #expect(reader.refresh().described == ["b"])
        try sandbox.remove("d")
        #expect(reader.refresh().described == ["-a", "-b"])
    }
}
