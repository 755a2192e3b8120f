import Glibc
import StateDirectory
import Status
import Testing

struct BadFileTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    /// Reads good files, lets `spoil` do something to them, reads again.
    private func spoiled(_ spoil: () throws -> Void) throws -> StateReader {
        try sandbox.put("a.yaml", "namespace a")
        try sandbox.put("b.yaml", "namespace b")
        var reader = sandbox.reader()
        _ = reader.refresh()
        try spoil()
        #expect(!reader.refresh().anyChange)
        let allHold = reader.problems.allSatisfy(\.lastGoodInForce)
        #expect(allHold)
        return reader
    }

    @Test func `a named pipe does not keep the agent waiting`() throws {
        let reader = try spoiled {
            try sandbox.remove("a.yaml")
            try sandbox.makePipe("a.yaml")
        }
        #expect(reader.messages == ["a.yaml: not a regular file but a named pipe"])
    }

    @Test func `a device is not opened`() throws {
        let reader = try spoiled {
            try sandbox.remove("a.yaml")
            try sandbox.link("a.yaml", to: "/dev/zero")
        }
        #expect(reader.messages == ["a.yaml: not a regular file but a device"])
    }

    @Test func `a file over 16 MiB is not read`() throws {
        let reader = try spoiled {
            try FileHandleOfTest(sandbox.absolute("a.yaml")).setLength((16 << 20) + 1)
        }
        #expect(
            reader.messages == [
                "a.yaml: the file has 16777217 bytes; more than 16777216 (16 MiB) are not read"
            ])
    }

    @Test func `a file of 16 MiB is read`() throws {
        try FileHandleOfTest(sandbox.absolute("a.yaml")).setLength(16 << 20)
        let reading = OneReading(of: sandbox.state) { bytes, _ in
            #expect(bytes.count == 16 << 20)
            return FileContent()
        }
        #expect(reading.problems.isEmpty)
    }

    @Test func `a file without an end is given up`() throws {
        // A regular file by its status, which says it is empty; and it is not.
        let reader = try spoiled {
            try sandbox.remove("a.yaml")
            try sandbox.link("a.yaml", to: "/proc/self/status")
        }
        #expect(reader.messages == ["a.yaml: the file changes while it is read"])
        #expect(reader.wantsRetry)
    }

    @Test func `a symbolic link that leads nowhere is an error, not a removal`() throws {
        let reader = try spoiled {
            try sandbox.remove("a.yaml")
            try sandbox.link("a.yaml", to: "nowhere.yaml")
        }
        #expect(reader.messages == ["a.yaml: a symbolic link that leads nowhere"])
    }

    @Test func `links in a circle are an error of the file`() throws {
        let reader = try spoiled {
            try sandbox.remove("a.yaml")
            try sandbox.link("a.yaml", to: "a.yaml")
        }
        #expect(reader.messages == ["a.yaml: the file cannot be read: Too many levels of symbolic links"])
    }

    @Test func `a resource that is twice in one file makes the file bad`() throws {
        let reader = try spoiled { try sandbox.put("a.yaml", "namespace a 2\nnamespace x\nnamespace a 3") }
        #expect(
            reader.messages == ["a.yaml:3:1: Namespace a is in this file twice, first at line 1, column 1"])
    }

    @Test func `a name that is not UTF-8 is reported`() throws {
        var name = Array(sandbox.absolute("").utf8CString.dropLast())
        name += [CChar(bitPattern: 0xff)] + ".yaml".utf8CString
        try succeed(unsafe creat(name, 0o600))
        var reader = sandbox.reader()
        _ = reader.refresh()
        #expect(reader.messages == ["\u{fffd}.yaml: the file's name is not UTF-8"])
    }

    @Test func `two names that are the same text are not mistaken for each other`() throws {
        try sandbox.put("\u{e9}.yaml", "namespace a")
        try sandbox.put("e\u{301}.yaml", "namespace b")
        var reader = sandbox.reader()
        _ = reader.refresh()
        #expect(reader.inForce.count == 1)
        #expect(reader.messages.count == 1)
    }
}
