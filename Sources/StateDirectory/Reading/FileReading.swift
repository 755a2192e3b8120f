import Resources
import Status

/// What came of reading one file.
enum FileReading: Sendable {
    /// Nothing is there.
    case absent
    /// With the bytes where they are to be held until a copy of them is made.
    case good(FileContent, FileStatus, bytes: [UInt8]?)
    /// Nothing in the file is to be taken.
    ///
    /// Without a status it has to be read again even if nothing changes.
    case bad([FileProblem], FileStatus?, standIns: [LocatedResource] = [])
}

extension Descriptor {
    /// Reads the file at `path` below this directory, and decodes it.
    ///
    /// Never waits, whatever the file is.
    ///
    /// - Parameter holding: whether the bytes are given, too, if there are not many.
    func read(_ path: String, _ decode: FileDecoding, holding: Bool) -> FileReading {
        switch contents(of: path) {
        case .absent:
            return .absent
        case .refused(let reason, let status):
            return .bad([FileProblem(.error, file: path, message: reason)], status)
        case .bytes(let bytes, let status):
            var content = decode(bytes, path)
            content.refuseRepetitions()
            return content.isGood
                ? .good(content, status, bytes: holding && bytes.count <= 1 << 16 ? bytes : nil)
                : .bad(content.problems, status, standIns: content.standIns)
        }
    }
}

/// The bytes of a file, or why they cannot be had.
enum FileBytes {
    case absent
    case bytes([UInt8], FileStatus)
    /// The status is there if only a change of the file can make a difference.
    case refused(String, FileStatus?)
}

/// The largest file that is read: 16 MiB.
let fileSizeLimit = 16 << 20

extension Descriptor {
    /// The bytes of the file at `path` below this directory as they were at one moment, as far as its size
    /// and times can tell.
    func contents(of path: String, limit: Int = fileSizeLimit) -> FileBytes {
        do throws(SystemError) {
            // Opening some devices does something to them, so what it is must be known before.
            let status = try status(of: path)
            if let obstacle = status.obstacle(limit) { return .refused(obstacle, status) }
            for _ in 1...3 {
                let file = try Descriptor(path, in: self)
                let before = try file.status()
                if let obstacle = before.obstacle(limit) { return .refused(obstacle, before) }
                // One byte more than there should be, to see the end.
                let bytes = try file.read(atMost: before.identity.size + 1)
                let after = try file.status()
                guard bytes.count == before.identity.size, after.identity == before.identity else { continue }
                return .bytes(bytes, after)
            }
            return .refused("the file changes while it is read", nil)
        } catch {
            guard error.isAbsence else { return .refused("the file cannot be read: \(error.reason)", nil) }
            return leadsNowhere(path) ? .refused("a symbolic link that leads nowhere", nil) : .absent
        }
    }
}

extension FileStatus {
    /// Why a file of this status is not read at all.
    fileprivate func obstacle(_ limit: Int) -> String? {
        switch kind {
        case .directory: "a directory, where a file is expected"
        case .other(let what): "not a regular file but \(what)"
        case .regular where identity.size > limit:
            "the file has \(identity.size) bytes; more than \(limit) (16 MiB) are not read"
        case .regular: nil
        }
    }
}
