import FoundationEssentials
import Glibc
import Resources
import StateDirectory
import Status

/// A directory of its own for one test, gone with it, and what writers of state directories do in there.
final class Sandbox {
    let path: String
    /// The state directory in it, which is there from the start.
    var state: String { "\(path)/state" }
    var cache: String { "\(path)/cache" }

    init() throws {
        path = "/tmp/gemel-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// All names below are paths in the state directory, unless they are absolute.
    func absolute(_ name: String) -> String { name.hasPrefix("/") ? name : "\(state)/\(name)" }

    /// Writes in place, as most editors and `>` do.
    func write(_ name: String, _ text: String) throws {
        let file = try FileHandleOfTest(absolute(name), O_WRONLY | O_CREAT | O_TRUNC)
        file.write(text)
    }

    /// Writes beside and moves into place, as careful writers do.
    func put(_ name: String, _ text: String) throws {
        let temporary = "\(path)/\(UUID().uuidString)"
        try write(temporary, text)
        try move(temporary, name)
    }

    func move(_ name: String, _ other: String) throws {
        try succeed(unsafe rename(absolute(name), absolute(other)))
    }

    func makeDirectory(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: absolute(name), withIntermediateDirectories: true)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: absolute(name))
    }

    /// Makes a symbolic link that says `target`.
    func link(_ name: String, to target: String) throws {
        try succeed(unsafe symlink(target, absolute(name)))
    }

    func hardLink(_ name: String, to other: String) throws {
        try succeed(unsafe Glibc.link(absolute(other), absolute(name)))
    }

    func makePipe(_ name: String) throws {
        try succeed(unsafe mkfifo(absolute(name), 0o600))
    }

    /// Sets the time of modification, in seconds since 1970.
    func age(_ name: String, _ seconds: Int) throws {
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        try succeed(unsafe utimensat(AT_FDCWD, absolute(name), [time, time], 0))
    }

    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: absolute(name)).map { String(decoding: $0, as: UTF8.self) }
    }

    func reader(cached: Bool = false) -> StateReader {
        StateReader(directory: state, cache: cached ? cache : nil, decode: decodeLines)
    }
}

/// A file that stays open, as a slow writer's does.
final class FileHandleOfTest {
    private let number: CInt

    init(_ path: String, _ flags: CInt = O_WRONLY | O_CREAT) throws {
        number = unsafe open(path, flags | O_CLOEXEC, 0o644)
        try succeed(number)
    }

    deinit { close(number) }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(number, bytes, bytes.count)
    }

    func setLength(_ length: Int) throws {
        try succeed(ftruncate(number, length))
    }
}

struct CallFailed: Error {
    let code: CInt
}

func succeed(_ result: CInt) throws {
    guard result >= 0 else { throw CallFailed(code: errno) }
}
