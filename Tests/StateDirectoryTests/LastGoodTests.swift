import Foundation
import Glibc
import StateDirectory
import Status
import Testing

struct LastGoodTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    private var copies: String { "\(sandbox.cache)/last-good\(sandbox.state)" }

    /// One life of an agent: it reads, applies, and saves.
    private func live() -> StateReader {
        var reader = sandbox.reader(cached: true)
        _ = reader.refresh()
        _ = reader.saveLastGood()
        return reader
    }

    @Test func `a restart beside a file gone bad still has its last good content`() throws {
        try sandbox.put("dir.yaml", "namespace a 1")
        try sandbox.makeDirectory("d/e")
        try sandbox.put("d/e/b.yaml", "namespace b")
        _ = live()
        try sandbox.put("dir.yaml", "namespace a 2\nbad")
        for _ in 1...3 {
            let reader = live()
            #expect(reader.inForce == ["a 1", "b"])
            #expect(reader.messages == ["dir.yaml:2:1: bad"])
            #expect(reader.problems.map(\.lastGoodInForce) == [true])
        }
    }

    @Test func `a copy is kept up to date with its file`() throws {
        try sandbox.put("a.yaml", "namespace a 1")
        var reader = live()
        try sandbox.put("a.yaml", "namespace a 2")
        _ = reader.refresh(.paths(["a.yaml"]))
        _ = reader.saveLastGood()
        try sandbox.put("a.yaml", "bad")
        #expect(live().inForce == ["a 2"])
    }

    @Test func `what was good for a moment is kept, although the file was bad when its copy was made`() throws
    {
        for content in ["namespace a 1", "namespace a 22"] {
            try sandbox.put("a.yaml", content)
            var reader = sandbox.reader(cached: true)
            _ = reader.refresh()
            try sandbox.put("a.yaml", "bad")
            _ = reader.refresh(.paths(["a.yaml"]))
            _ = reader.saveLastGood()
            #expect(live().inForce == [content.replacing("namespace ", with: "")])
        }
    }

    @Test func `what was good for a moment before its file was removed is not kept`() throws {
        try sandbox.put("a.yaml", "namespace a")
        var reader = sandbox.reader(cached: true)
        _ = reader.refresh()
        for content in ["bad", nil] {
            if let content { try sandbox.put("a.yaml", content) } else { try sandbox.remove("a.yaml") }
            _ = reader.refresh(.paths(["a.yaml"]))
        }
        _ = reader.saveLastGood()
        try sandbox.put("a.yaml", "bad")
        #expect(live().inForce == [])
    }

    @Test func `of a file that is gone no copy stays`() throws {
        try sandbox.makeDirectory("d")
        try sandbox.put("d/a.yaml", "namespace a")
        try sandbox.put("b.yaml", "namespace b")
        var reader = live()
        #expect(sandbox.text("\(copies)/d/a.yaml") != nil)
        try sandbox.remove("d")
        _ = reader.refresh(.paths(["d"]))
        _ = reader.saveLastGood()
        #expect(isThere("\(copies)/d") == false)
        try sandbox.remove("b.yaml")
        _ = live()
        #expect(isThere("\(copies)/b.yaml") == false)
    }

    @Test func `of a file that is gone no earlier content stays either`() throws {
        try sandbox.put("a.yaml", "namespace a 1")
        var reader = live()
        try sandbox.put("a.yaml", "namespace a 2")
        _ = reader.refresh(.paths(["a.yaml"]))
        _ = reader.saveLastGood()
        try sandbox.remove("a.yaml")
        _ = reader.refresh(.paths(["a.yaml"]))
        _ = reader.saveLastGood()
        #expect(try FileManager.default.contentsOfDirectory(atPath: copies) == [])
    }

    @Test func `a directory in the way of a copy is told of, and keeps no other copy from being made`() throws
    {
        try sandbox.put("a.yaml", "namespace a")
        try sandbox.makeDirectory("\(copies)/a.yaml/.kept")
        var reader = live()
        #expect(reader.problems.map(\.severity) == [.warning])
        try sandbox.put("b.yaml", "namespace b")
        _ = reader.refresh()
        _ = reader.saveLastGood()
        try sandbox.remove("\(copies)/a.yaml")
        for file in ["a", "b"] {
            try sandbox.put("\(file).yaml", "namespace \(file) 2")
            _ = reader.refresh()
            _ = reader.saveLastGood()
        }
        #expect(reader.problems.isEmpty)
        #expect(sandbox.text("\(copies)/a.yaml")?.hasSuffix("\nnamespace a 2") == true)
        #expect(sandbox.text("\(copies)/b.yaml")?.hasSuffix("\nnamespace b 2") == true)
    }

    @Test func `a copy that somebody has linked elsewhere is not written over`() throws {
        for file in ["a", "b"] { try sandbox.put("\(file).yaml", "namespace \(file) 1") }
        var reader = live()
        for file in ["a", "b"] {
            try sandbox.hardLink("\(sandbox.path)/\(file)", to: "\(copies)/\(file).yaml")
        }
        // Both in one saving, so that the second finds what the first has left to write over.
        for file in ["a", "b"] { try sandbox.put("\(file).yaml", "namespace \(file) 2") }
        _ = reader.refresh()
        _ = reader.saveLastGood()
        for file in ["a", "b"] {
            #expect(sandbox.text("\(copies)/\(file).yaml")?.hasSuffix("\nnamespace \(file) 2") == true)
            #expect(sandbox.text("\(sandbox.path)/\(file)")?.hasSuffix("\nnamespace \(file) 1") == true)
        }
    }

    @Test func `a file made bad, removed and made again has no past`() throws {
        try sandbox.put("a.yaml", "namespace a")
        var reader = live()
        try sandbox.remove("a.yaml")
        _ = reader.refresh(.paths(["a.yaml"]))
        _ = reader.saveLastGood()
        try sandbox.put("a.yaml", "bad")
        #expect(live().inForce == [])
    }

    @Test func `a file removed and made again has no past even before its copy is gone`() throws {
        try sandbox.put("a.yaml", "namespace a")
        var reader = live()
        try sandbox.remove("a.yaml")
        _ = reader.refresh()
        try sandbox.put("a.yaml", "bad")
        _ = reader.refresh()
        #expect(reader.inForce == [])
        _ = reader.saveLastGood()
        #expect(live().inForce == [])
    }

    @Test func `copies may be written a few at a time`() throws {
        for number in 1...5 { try sandbox.put("\(number).yaml", "namespace n\(number)") }
        var reader = sandbox.reader(cached: true)
        _ = reader.refresh()
        let more = (1...3).map { _ in reader.saveLastGood(atMost: 2) }
        #expect(more == [true, true, false])
        for number in 1...5 { #expect(sandbox.text("\(copies)/\(number).yaml") != nil) }
    }

    @Test func `a file may become a directory, and its copy too`() throws {
        try sandbox.put("a.yaml", "namespace a")
        var reader = live()
        try sandbox.remove("a.yaml")
        try sandbox.makeDirectory("a.yaml")
        try sandbox.put("a.yaml/b.yaml", "namespace b")
        _ = reader.refresh(.paths(["a.yaml"]))
        _ = reader.saveLastGood()
        #expect(reader.problems.isEmpty)
        #expect(sandbox.text("\(copies)/a.yaml/b.yaml")?.hasSuffix("\nnamespace b") == true)
    }

    @Test(arguments: ["", "namespace x", "# last good content, checksum 0000000000000000\nnamespace x"])
    func `a damaged copy is reported and not used`(damaged: String) throws {
        try sandbox.put("a.yaml", "namespace a")
        _ = live()
        try sandbox.write("\(copies)/a.yaml", damaged)
        try sandbox.put("a.yaml", "bad")
        let reader = live()
        #expect(reader.inForce == [])
        #expect(reader.problems.map(\.severity).contains(.warning))
        #expect(reader.messages.contains("a.yaml: the copy of its last good content is damaged and not used"))
    }

    @Test func `a cache that cannot be written is a warning and nothing more`() throws {
        try sandbox.put("a.yaml", "namespace a")
        try sandbox.write(sandbox.cache, "a file where the cache should be")
        var reader = live()
        #expect(reader.inForce == ["a"])
        #expect(reader.problems.map(\.severity) == [.warning])
        try sandbox.remove(sandbox.cache)
        _ = reader.saveLastGood()
        #expect(reader.problems.isEmpty)
        #expect(sandbox.text("\(copies)/a.yaml") != nil)
    }

    @Test func `what is saved already is not written again`() throws {
        try sandbox.put("a.yaml", "namespace a")
        _ = live()
        let before = try inode("\(copies)/a.yaml")
        _ = live()
        #expect(try inode("\(copies)/a.yaml") == before)
    }

    @Test func `the copy of an older file counts as old as the file was`() throws {
        try sandbox.put("a.yaml", "namespace x 1")
        try sandbox.age("a.yaml", 1000)
        try sandbox.put("b.yaml", "namespace x 2")
        try sandbox.age("b.yaml", 2000)
        _ = live()
        try sandbox.put("a.yaml", "bad")
        #expect(live().inForce == ["x 1"])
    }

    @Test func `what a directory said that cannot be read after a restart stays in force`() throws {
        try sandbox.makeDirectory("\(sandbox.path)/real")
        try sandbox.put("\(sandbox.path)/real/a.yaml", "namespace a")
        try sandbox.link("d", to: "../real")
        _ = live()
        try sandbox.move("\(sandbox.path)/real", "\(sandbox.path)/away")
        for _ in 1...2 { #expect(live().inForce == ["a"]) }
    }

    private func inode(_ path: String) throws -> UInt {
        var status = stat()
        try succeed(unsafe stat(path, &status))
        return status.st_ino
    }

    private func isThere(_ path: String) -> Bool {
        unsafe Glibc.access(path, F_OK) == 0
    }
}
