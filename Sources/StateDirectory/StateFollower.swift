package import Status

/// Follows a state directory: watches it, and reads what changes.
///
/// For one thread, which waits until `descriptor` is readable and then refreshes.
package struct StateFollower: ~Copyable {
    private var watch: DirectoryWatch
    package private(set) var reader: StateReader
    private var watchFailure: WatchError?

    /// A follower of `reader`'s directory, which need not be there yet; the first refresh reads it.
    package init(_ reader: StateReader) throws(WatchError) {
        watch = try DirectoryWatch(reader.directory)
        self.reader = reader
    }

    /// Becomes readable when something has changed.
    package var descriptor: CInt { watch.descriptor }

    /// Reads what has changed, and what changes while it is read, so that a swap of the whole directory
    /// halfway through is not taken for half a swap.
    ///
    /// - Parameter request: what to look at besides; everything for a barrier, which must also see what no
    ///   event tells of.
    package mutating func refresh(_ request: DirectoryChanges = .nothing) -> StateUpdate {
        let problemsBefore = files.problems
        var update = StateUpdate()
        var changes = request
        // Who changes things without end must not keep us here; the descriptor stays readable.
        for round in 1...4 {
            changes.formUnion(drain())
            guard !changes.isEmpty || (round == 1 && reader.wantsRetry) else { break }
            update.merge(reader.refresh(changes))
            changes = .nothing
        }
        update.problemsChanged = files.problems != problemsBefore
        return update
    }

    private mutating func drain() -> DirectoryChanges {
        do throws(WatchError) {
            let changes = try watch.drain()
            watchFailure = nil
            return changes
        } catch {
            watchFailure = error
            return .everything
        }
    }

    /// Brings copies of last good contents up to date; see ``StateReader/saveLastGood(atMost:)``.
    package mutating func saveLastGood(atMost limit: Int = .max) -> Bool {
        reader.saveLastGood(atMost: limit)
    }

    /// Whether a refresh after a while may see what no event will tell of.
    package var wantsRetry: Bool { watchFailure != nil || reader.wantsRetry }

    /// The files, and everything that is wrong with them or with following them.
    package var files: Files {
        var files = reader.files
        guard let watchFailure else { return files }
        let message = "\(watchFailure); changes are noticed late"
        files.problems.append(FileProblem(.error, file: ".", message: message))
        return files
    }
}
