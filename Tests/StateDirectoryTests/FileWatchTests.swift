import Glibc
import StateDirectory
import Testing

/// The watch of one file.
struct FileWatchTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    private func watch() throws -> DirectoryWatch {
        var watch = try DirectoryWatch(file: sandbox.absolute("a.cfg"))
        #expect(try watch.drain() == .everything)
        return watch
    }

    @Test func `a file counts when its writer closes it, not when it is opened or cut`() throws {
        var watch = try watch()
        for mode in [O_WRONLY | O_CREAT, O_WRONLY | O_TRUNC] {
            var file: FileHandleOfTest? = try FileHandleOfTest(sandbox.absolute("a.cfg"), mode)
            file?.write("Health")
            #expect(try watch.drain().isEmpty)
            file?.write("Port = 1")
            #expect(try watch.drain().isEmpty)
            file = nil
            #expect(try watch.drain() == .everything)
        }
    }

    @Test func `a file that is moved into place or removed counts, its neighbours do not`() throws {
        var watch = try watch()
        try sandbox.put("b.cfg", "")
        #expect(try watch.drain().isEmpty)
        try sandbox.move("b.cfg", "a.cfg")
        #expect(try watch.drain() == .everything)
        try sandbox.remove("a.cfg")
        #expect(try watch.drain() == .everything)
        #expect(try watch.drain().isEmpty)
    }

    @Test func `a file behind a link counts when the link on its way is changed`() throws {
        for folder in ["one", "two"] {
            try sandbox.makeDirectory(folder)
            try sandbox.put("\(folder)/a.cfg", "")
        }
        try sandbox.link("data", to: "one")
        try sandbox.link("a.cfg", to: "data/a.cfg")
        var watch = try watch()
        try sandbox.link("new", to: "two")
        #expect(try watch.drain().isEmpty)
        try sandbox.move("new", "data")
        #expect(try watch.drain() == .everything)
        try sandbox.put("two/a.cfg", "x")
        #expect(try watch.drain() == .everything)
    }
}
