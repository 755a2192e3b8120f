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
    /// Files whose copies may be out of date.
    private var owed: Set<String> = []
    /// Whether the copies that were there at start are known to be what they should.
    private var isSwept = false
    private var unusable: Set<String> = []
    private var failure: String?

    init(of stateDirectory: String, in cache: String) {
        let names = pathComponents(stateDirectory).map { $0 == ".." ? "%2E%2E" : $0 }
        directory = "\(cache)/last-good/\(names.joined(separator: "/"))"
    }

    /// Has the copy of `path` made, remade or removed at the next saving.
    mutating func owe(_ path: String) {
        owed.insert(path)
    }

    /// The last good content of the file at `path`, and when that was written.
    mutating func load(_ path: String) -> (bytes: [UInt8], age: Timestamp)? {
        // A copy that is owed is one of a file that was removed: what comes in its place has no past.
        guard !owed.contains(path), let store = try? Descriptor(directory: directory) else { return nil }
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
        if !isSwept { owed.formUnion(files(below: "")) }
        do throws(SystemError) {
            // What is gone makes room first: a file's name may be a directory's by now, or the reverse.
            for path in owed where records[path] == nil {
                try removeFile(path, andEmptyDirectoriesAbove: directory)
                owed.remove(path)
                unusable.remove(path)
            }
            for path in owed {
                guard room > 0 else { return true }
                if let record = records[path], try save(path, record, from: root) { room -= 1 }
                owed.remove(path)
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
        _ path: String, _ record: FileRecord, from root: borrowing Descriptor
    ) throws(SystemError) -> Bool {
        guard record.isGood, let identity = record.identity else { return false }
        // What was read since then differs, even if it is of the same length and moment.
        if !isSwept, isCurrent(path, identity) { return false }
        // A file that changed since it was read is about to be read again, and is owed again then.
        guard case .bytes(let bytes, let status) = root.contents(of: path), status.identity == identity else {
            return false
        }
        let copy = LastGoodCopy.make(of: bytes)
        try replaceFile(path, in: directory, by: copy, modified: identity.modified)
        unusable.remove(path)
        return true
    }

    private func isCurrent(_ path: String, _ identity: FileIdentity) -> Bool {
        guard let copy = try? Descriptor(directory: directory).status(of: path) else { return false }
        return copy.identity.modified == identity.modified
            && copy.identity.size == identity.size + LastGoodCopy.headerLength
    }
}
