import Glibc

extension DirectoryWatch {
    /// What has changed since this was last asked; does not wait.
    ///
    /// - Throws: ``WatchError`` if what changed cannot be watched. Everything may have changed then, and the
    ///   next drain tries again.
    package mutating func drain() throws(WatchError) -> DirectoryChanges {
        var found = Found()
        do throws(SystemError) {
            // Who writes without end must not keep us here; the descriptor stays readable.
            for _ in 1...100 {
                let events = try inotify.read()
                guard !events.isEmpty else { break }
                for event in events { sort(event, into: &found) }
            }
        } catch {
            throw WatchError(path: root, error)
        }
        if !found.everything, isComplete, try resolve(&found) { return .paths(found.changed) }
        try watchEverything()
        return .everything
    }

    /// What the events of one drain come to.
    private struct Found {
        /// Files that were closed, moved or removed, and directories.
        var changed: Set<String> = []
        /// Directories that came, went or changed hands.
        var directories: Set<String> = []
        /// Files that appeared or whose attributes changed, perhaps in the middle of being written.
        var doubtful: Set<String> = []
        var everything = false
    }

    private mutating func sort(_ event: Inotify.Event, into found: inout Found) {
        guard !event.has(IN_Q_OVERFLOW), !event.has(IN_UNMOUNT) else { return found.everything = true }
        guard let directory = watched[event.watch] else { return }
        if event.has(IN_IGNORED) { watched[event.watch] = nil }
        guard !event.name.isEmpty else {
            // What happens to any other directory is heard of in the one above it.
            if directory.path == "" { found.everything = true }
            return
        }
        if directory.waypoints.contains(event.name), !event.has(IN_MODIFY), !isOpening(event) {
            found.everything = true
        }
        guard let parent = directory.path, !FileName.isIgnored(event.name) else { return }
        // A name that is not text cannot be passed on; a walk reports it.
        guard event.isNameExact else { return found.everything = true }
        let path = FileName.join(parent, event.name)
        if event.has(IN_ISDIR) {
            found.directories.insert(path)
        } else {
            sortFile(path, event, into: &found)
        }
    }

    /// Whether the watched file has just been made by somebody who will write and close it.
    private func isOpening(_ event: Inotify.Event) -> Bool {
        isOfFile && event.has(IN_CREATE) && !event.has(IN_ISDIR) && target(ofLink: root) == nil
    }

    private mutating func sortFile(_ path: String, _ event: Inotify.Event, into found: inout Found) {
        let isNew = event.has(IN_CREATE) || event.has(IN_MOVED_TO)
        // A link brings a way with it that has to be watched too.
        if isNew, target(ofLink: absolute(path)) != nil { return found.everything = true }
        guard FileName.isManifest(event.name) else { return }
        if event.has(IN_MODIFY) {
            beingWritten.insert(path)
        } else if event.has(IN_CREATE) || event.has(IN_ATTRIB) {
            found.doubtful.insert(path)
        } else {
            beingWritten.remove(path)
            found.changed.insert(path)
        }
    }

    /// Watches directories that came, and adds to the changed paths what is one on a second look.
    ///
    /// - Returns: whether the paths now say all.
    private mutating func resolve(_ found: inout Found) throws(WatchError) -> Bool {
        // A file that was opened just now is still empty, or being written, and will be closed. One that has
        // content all the same was linked here whole.
        for path in found.doubtful where !beingWritten.contains(path) {
            guard let status = try? FileStatus(at: absolute(path)), status.identity.size > 0 else { continue }
            found.changed.insert(path)
        }
        // For many, a walk costs less.
        guard found.directories.count <= 100 else { return false }
        found.changed.formUnion(found.directories)
        return try !rewatchTrees(found.directories)
    }
}
