import Status

/// Copies of the last good content of each file of a state directory, so that a restart beside a file that is
/// bad by then still has it.
///
/// The copies mirror the state directory, each with its original's time of modification: whether one is up to
/// date is seen without reading, an unchanged file costs nothing, and an operator can look at what is in
/// force. A copy begins with a line that holds its checksum; one that a power failure left in pieces is not
/// used.
struct LastGoodStore {
    /// Where the copies are: below the cache by the state directory's own path, so that the copies of one
    /// state directory are never taken for those of another.
    let directory: String
    /// Files whose copies may be out of date, and what they are to be made of.
    private var owed: [String: LastGoodSource] = [:]
    /// How many bytes of files are held until their copies are made.
    private var heldSize = 0
    /// How many may be: what a thousand files or so have.
    private static let heldLimit = 1 << 20
    /// Whether the copies that were there at start are known to be what they should.
    private var isSwept = false
    private var unusable: Set<String> = []
    private var failure: String?

    init(of stateDirectory: String, in cache: String) {
        let names = pathComponents(stateDirectory).map { $0 == ".." ? "%2E%2E" : $0 }
        directory = "\(cache)/last-good/\(names.joined(separator: "/"))"
    }

    /// Has the copy of `path` made, remade or removed at the next saving.
    ///
    /// - Parameters:
    ///   - bytes: what is good in it now, where that is held: the file may not have it any more by then.
    ///   - identity: the file that has it.
    mutating func owe(_ path: String, _ bytes: [UInt8]?, of identity: FileIdentity) {
        settle(path)
        if let bytes, heldSize + bytes.count <= Self.heldLimit {
            owed[path] = .content(bytes, identity)
            heldSize += bytes.count
        } else {
            owed[path] = .file
        }
    }

    /// Has the copy of `path`, which is gone, removed at the next saving.
    mutating func oweRemoval(_ path: String) {
        settle(path)
        owed[path] = .nothing
    }

    /// Forgets that a copy of `path` is owed.
    private mutating func settle(_ path: String) {
        if case .content(let bytes, _) = owed.removeValue(forKey: path) { heldSize -= bytes.count }
    }

    /// The last good content of the file at `path`, and when that was written.
    mutating func load(_ path: String) -> (bytes: [UInt8], age: Timestamp)? {
        // What comes in the place of a file that was removed has no past.
        guard owed[path] == nil, let store = try? Descriptor(directory: directory) else { return nil }
        switch store.contents(of: path, limit: fileSizeLimit + LastGoodCopy.headerLength) {
        case .absent:
            return nil
        case .refused:
            unusable.insert(path)
            return nil
        case .bytes(let copy, let status):
            guard let bytes = LastGoodCopy.content(of: copy) else {
                unusable.insert(path)
                return nil
            }
            return (bytes, status.identity.modified)
        }
    }

    /// Takes note that the copy of `path` was read, but does not make sense.
    mutating func noteUnusable(_ path: String) {
        unusable.insert(path)
    }

    /// The files that have copies, and what keeps others from being found; neither where nothing was ever kept.
    func everything() -> (files: [String], problems: [FileProblem]) {
        do throws(SystemError) {
            let walk = DirectoryWalk(through: "", of: try Descriptor(directory: directory))
            return (walk.files, walk.unreadable.sorted().compactMap { walk.problems[$0] })
        } catch {
            let message = "last good contents in \(directory) cannot be read: \(error.reason)"
            return ([], error.isAbsence ? [] : [FileProblem(.error, file: ".", message: message)])
        }
    }

    /// The files at or below `path` that have copies.
    func files(below path: String) -> [String] {
        guard let store = try? Descriptor(directory: directory) else { return [] }
        return DirectoryWalk(through: path, of: store).files
    }

    var problems: [FileProblem] {
        let failures = failure.map { [FileProblem(.warning, file: ".", message: $0)] } ?? []
        return failures
            + unusable.map { path in
                FileProblem(
                    .warning, file: path, message: "the copy of its last good content is damaged and not used"
                )
            }
    }
}

extension LastGoodStore {
    /// Brings copies up to date with the files below `root`, of which `records` tells all.
    ///
    /// - Parameter limit: how many copies to write at most.
    /// - Returns: whether more are to be written.
    mutating func save(_ records: [String: FileRecord], from root: borrowing Descriptor, atMost limit: Int)
        -> Bool
    {
        failure = nil
        var room = limit
        if !isSwept { for path in files(below: "") where owed[path] == nil { owed[path] = .file } }
        do throws(SystemError) {
            // What is gone makes room first: a file's name may be a directory's by now, or the reverse.
            for (path, source) in owed where records[path] == nil || source.isNothing {
                try removeFile(path, andEmptyDirectoriesAbove: directory)
                settle(path)
                unusable.remove(path)
            }
            for (path, source) in owed {
                guard room > 0 else { return true }
                if let record = records[path], try save(path, source, record, from: root) { room -= 1 }
                settle(path)
            }
            removeScratchFile(in: directory)
            isSwept = true
        } catch {
            failure = "last good contents cannot be kept in \(directory): \(error.reason)"
        }
        return false
    }

    /// - Returns: whether there was a copy to write.
    private mutating func save(
        _ path: String, _ source: LastGoodSource, _ record: FileRecord, from root: borrowing Descriptor
    ) throws(SystemError) -> Bool {
        guard let (bytes, identity) = content(of: path, source, record, in: root) else { return false }
        try replaceFile(path, in: directory, by: LastGoodCopy.make(of: bytes), modified: identity.modified)
        unusable.remove(path)
        return true
    }

    /// What the copy of the file at `path` is to be made of; `nil` for none, or if it is there.
    private func content(
        of path: String, _ source: LastGoodSource, _ record: FileRecord, in root: borrowing Descriptor
    ) -> (bytes: [UInt8], identity: FileIdentity)? {
        switch source {
        case .content(let bytes, let identity):
            return isCopied(path, identity) ? nil : (bytes, identity)
        case .nothing: return nil
        case .file:
            guard record.isGood, let identity = record.identity, !isCopied(path, identity) else { return nil }
            // A file that changed since it was read is about to be read again, and is owed again then.
            guard case .bytes(let bytes, let status) = root.contents(of: path), status.identity == identity
            else { return nil }
            return (bytes, identity)
        }
    }

    /// Whether the copy of the file at `path` is there from before the start.
    private func isCopied(_ path: String, _ identity: FileIdentity) -> Bool {
        // What was read since then differs, even if it is of the same length and moment.
        !isSwept && isCurrent(path, identity)
    }

    private func isCurrent(_ path: String, _ identity: FileIdentity) -> Bool {
        guard let copy = try? Descriptor(directory: directory).status(of: path) else { return false }
        return copy.identity.modified == identity.modified
            && copy.identity.size == identity.size + LastGoodCopy.headerLength
    }
}

/// What a copy is made of.
private enum LastGoodSource {
    /// What was read; the file may be bad by now.
    case content([UInt8], FileIdentity)
    /// The file, as long as it is the one that was read.
    case file
    /// The file is gone, and what came in its place was not good yet.
    case nothing

    var isNothing: Bool { if case .nothing = self { true } else { false } }
}
