import Glibc
import StateDirectory
import Testing

struct WatchTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    /// What is reported of what `act` does, by a watch that was there before.
    private func changes(_ act: () throws -> Void) throws -> DirectoryChanges {
        var watch = try DirectoryWatch(sandbox.state)
        #expect(try watch.drain() == .everything)
        try act()
        return try watch.drain()
    }

    @Test func `nothing is reported where nothing happens`() throws {
        try sandbox.put("a.yaml", "")
        let changes = try changes { _ = sandbox.text("a.yaml") }
        #expect(changes.isEmpty)
    }

    @Test func `a file counts when its writer closes it, not before`() throws {
        var watch = try DirectoryWatch(sandbox.state)
        _ = try watch.drain()
        var file: FileHandleOfTest? = try FileHandleOfTest(sandbox.absolute("a.yaml"))
        #expect(try watch.drain().isEmpty)
        file?.write("name")
        #expect(try watch.drain().isEmpty)
        file?.write("space a")
        #expect(try watch.drain().isEmpty)
        file = nil
        #expect(try watch.drain() == .paths(["a.yaml"]))
    }

    @Test func `a file that is cut and written anew in place counts when it is closed`() throws {
        try sandbox.put("a.yaml", "namespace a")
        var watch = try DirectoryWatch(sandbox.state)
        _ = try watch.drain()
        var file: FileHandleOfTest? = try FileHandleOfTest(sandbox.absolute("a.yaml"), O_WRONLY | O_TRUNC)
        file?.write("namespace")
        #expect(try watch.drain().isEmpty)
        file = nil
        #expect(try watch.drain() == .paths(["a.yaml"]))
    }

    @Test func `a file that is moved into place, away or removed counts at once`() throws {
        try sandbox.put("b.yaml", "")
        try sandbox.put("c.yaml", "")
        let changes = try changes {
            try sandbox.put("a.yaml", "")
            try sandbox.move("b.yaml", "d.yaml")
            try sandbox.remove("c.yaml")
        }
        #expect(changes == .paths(["a.yaml", "b.yaml", "c.yaml", "d.yaml"]))
    }

    @Test func `a file that is linked into place counts, though nobody closes it`() throws {
        let changes = try changes {
            try sandbox.write(".new", "namespace a")
            try sandbox.hardLink("a.yaml", to: ".new")
            try sandbox.remove(".new")
        }
        #expect(changes == .paths(["a.yaml"]))
    }

    @Test func `hidden and half-done files are not reported`() throws {
        let changes = try changes {
            for name in [".a.yaml", "a.yaml~", "a.yaml.tmp", "README"] { try sandbox.write(name, "x") }
            try sandbox.makeDirectory(".git/objects")
            try sandbox.write(".git/objects/a.yaml", "x")
        }
        #expect(changes.isEmpty)
    }

    @Test func `a file whose permissions change may have become readable`() throws {
        try sandbox.put("a.yaml", "namespace a")
        let changes = try changes { try succeed(unsafe chmod(sandbox.absolute("a.yaml"), 0o600)) }
        #expect(changes == .paths(["a.yaml"]))
    }

    @Test func `a new directory stands for the files that were in it before it was watched`() throws {
        var watch = try DirectoryWatch(sandbox.state)
        _ = try watch.drain()
        try sandbox.makeDirectory("a/b/c")
        try sandbox.put("a/b/c/x.yaml", "")
        #expect(try watch.drain() == .paths(["a"]))
        try sandbox.put("a/b/c/y.yaml", "")
        #expect(try watch.drain() == .paths(["a/b/c/y.yaml"]))
    }

    @Test func `a directory that is moved is watched where it is then`() throws {
        try sandbox.makeDirectory("a/b")
        var watch = try DirectoryWatch(sandbox.state)
        _ = try watch.drain()
        try sandbox.move("a", "c")
        #expect(try watch.drain() == .paths(["a", "c"]))
        try sandbox.put("c/b/x.yaml", "")
        #expect(try watch.drain() == .paths(["c/b/x.yaml"]))
        try sandbox.move("c", "\(sandbox.path)/away")
        #expect(try watch.drain() == .paths(["c"]))
        try sandbox.put("\(sandbox.path)/away/b/y.yaml", "")
        #expect(try watch.drain().isEmpty)
    }

    @Test func `directories that change places are watched in their new ones`() throws {
        try sandbox.makeDirectory("a")
        try sandbox.makeDirectory("b")
        try sandbox.put("a/in-a.yaml", "")
        var watch = try DirectoryWatch(sandbox.state)
        _ = try watch.drain()
        try sandbox.move("a", "t")
        try sandbox.move("b", "a")
        try sandbox.move("t", "b")
        #expect(try watch.drain() == .paths(["a", "b", "t"]))
        try sandbox.put("b/x.yaml", "")
        try sandbox.put("a/x.yaml", "")
        #expect(try watch.drain() == .paths(["a/x.yaml", "b/x.yaml"]))
    }

    @Test func `a directory that is removed and made again is watched again`() throws {
        try sandbox.makeDirectory("a")
        var watch = try DirectoryWatch(sandbox.state)
        _ = try watch.drain()
        try sandbox.remove("a")
        try sandbox.makeDirectory("a")
        #expect(try watch.drain() == .paths(["a"]))
        try sandbox.put("a/x.yaml", "")
        #expect(try watch.drain() == .paths(["a/x.yaml"]))
    }

    @Test func `when the queue of events overflows, everything may have changed`() throws {
        let limit = try #require(sandbox.text("/proc/sys/fs/inotify/max_queued_events"))
        let count = try #require(Int(limit.filter(\.isNumber)))
        let changes = try changes {
            for number in 0...count / 2 {
                try sandbox.write("\(number % 2).yaml", "")
            }
        }
        #expect(changes == .everything)
    }
}
