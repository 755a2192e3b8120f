package import Resources
package import Status

/// What the files of a state directory say, read as they change.
///
/// A file counts whole or not at all: one that is bad in any way keeps what it last said without error, or
/// says nothing if it never did.
package struct StateReader {
    /// The state directory's path.
    package let directory: String
    package internal(set) var standing = DirectoryStanding.unread(reason: nil)

    let decode: FileDecoding
    var lastGood: LastGoodStore?
    var records: [String: FileRecord] = [:]
    var claims = ResourceClaims()
    /// What is wrong with files, by path.
    var fileProblems: [String: [FileProblem]] = [:]
    /// How many objects there are of each kind that has no meaning here.
    var ignored: [String: Int] = [:]
    /// What is wrong with directories and with names.
    var treeProblems: [String: FileProblem] = [:]
    /// Directories that were listed, and those that could not be.
    var directories: Set<String> = []
    var unreadableDirectories: Set<String> = []
    /// Files that have to be read again even if nothing seems to change.
    var unread: Set<String> = []
    /// Files with several names, which may be written through one that is not watched.
    var hardLinked: Set<String> = []
    private var root: DirectoryIdentity?
    /// When the files changed that the refresh under way has read.
    var moments: [Timestamp] = []
    /// How often everything was read.
    package private(set) var wholeReadings = 0

    /// - Parameters:
    ///   - directory: the state directory's path; it need not be there yet.
    ///   - cache: the directory that keeps last good contents over a restart; `nil` to do without.
    package init(directory: String, cache: String? = nil, decode: @escaping FileDecoding) {
        self.directory = directory
        self.decode = decode
        self.lastGood = cache.map { LastGoodStore(of: directory, in: $0) }
    }

    /// Reads what `changes` name, or whatever is different where that is everything.
    ///
    /// Nothing is read before the directory is there. If it goes away later, what it last said stays in
    /// force.
    package mutating func refresh(_ changes: DirectoryChanges = .everything) -> StateUpdate {
        let problemsBefore = problems
        do throws(SystemError) {
            let root = try Descriptor(directory: directory)
            let identity = try root.status().directory
            if case .paths(let paths) = changes, standing == .followed, identity == self.root {
                read(changes: paths, in: root)
            } else {
                wholeReadings += 1
                try readEverything(in: root)
            }
            self.root = identity
            standing = .followed
        } catch {
            let reason = "the state directory \(directory) cannot be read: \(error.reason)"
            standing = standing.hasBeenRead ? .lost(reason: reason) : .unread(reason: reason)
        }
        var update = StateUpdate()
        update.changed = claims.takeChanges()
        update.problemsChanged = problems != problemsBefore
        update.moments = moments.map(\.sinceEpoch)
        moments = []
        return update
    }

    /// Brings copies of last good contents up to date.
    ///
    /// For when what is in force is in the kernel, so that nothing waits for it. Writing one copy takes about
    /// a seventh of a millisecond on a disk's file system, so the many of a first start are best written in
    /// parts.
    ///
    /// - Parameter limit: how many copies to write at most.
    /// - Returns: whether more are to be written.
    package mutating func saveLastGood(atMost limit: Int = .max) -> Bool {
        guard standing == .followed, let root = try? Descriptor(directory: directory) else { return false }
        return lastGood?.save(records, from: root, atMost: limit) ?? false
    }

    /// How many resources of each kind are in force.
    package var resourceCounts: [Kind: Int] { claims.counts }

    /// All resources in force.
    package var resources: [ResourceID: LocatedResource] { claims.inForce }

    /// Whether something could not be read for reasons that may pass without notice, so that a refresh after
    /// a while may do better.
    package var wantsRetry: Bool {
        !unread.isEmpty || !unreadableDirectories.isEmpty || standing != .followed
    }

    /// How many files are followed, and everything that is wrong with any, by path and line.
    package var files: Files {
        let ignored = ignored.sorted { $0.key < $1.key }.map { Ignored($0.key, count: $0.value) }
        return Files(total: records.count, problems: problems, ignored: ignored)
    }

    /// Everything that is wrong, by path and line.
    package var problems: [FileProblem] {
        var problems = fileProblems.values.flatMap(\.self) + treeProblems.values + claims.problems
        switch standing {
        case .followed, .unread(reason: nil): break
        case .unread(let reason?): problems.append(FileProblem(.error, file: ".", message: reason))
        case .lost(let reason):
            problems.append(FileProblem(.error, file: ".", message: reason, lastGoodInForce: true))
        }
        problems += lastGood?.problems ?? []
        return problems.sorted {
            ($0.file, $0.line, $0.column, $0.message) < ($1.file, $1.line, $1.column, $1.message)
        }
    }
}
