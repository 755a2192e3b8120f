import Glibc

/// Comings and goings in a directory.
let structure = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO
/// What happens to the files in it besides, and to itself.
private let content = IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF

extension DirectoryWatch {
    /// Watches all there is to watch by now, and nothing else any more.
    mutating func watchEverything() throws(WatchError) {
        retired.formUnion(watched.keys)
        watched = [:]
        beingWritten = []
        isComplete = false
        try follow(components, from: "/", atTheEnd: atTheEnd)
        _ = try watchTree("")
        for watch in retired where watched[watch] == nil { inotify.forget(watch) }
        retired = []
        isComplete = true
    }

    /// Watches anew the directories at `tops`, paths below the state directory, and all below them.
    ///
    /// - Returns: whether there are symbolic links in them, or were. What a link leads to may have been read
    ///   under its name and be read under another one now, so that only a walk through everything does.
    mutating func rewatchTrees(_ tops: Set<String>) throws(WatchError) -> Bool {
        let isMeant = { (path: String) in tops.contains { FileName.isPath(path, in: $0) } }
        beingWritten = beingWritten.filter { !isMeant($0) }
        // None is watched before all are let go of, since they may have changed places.
        for (watch, directory) in watched {
            guard let path = directory.path, isMeant(path) else { continue }
            guard directory.waypoints.isEmpty else { return true }
            watched[watch] = nil
            inotify.forget(watch)
        }
        for top in tops where try watchTree(top) { return true }
        return false
    }

    /// Watches the directory at `top` and all below it, in the order in which a walk reads them.
    ///
    /// Each directory is watched before it is listed, so that what appears meanwhile is listed or reported.
    ///
    /// - Returns: whether there are symbolic links in it.
    private mutating func watchTree(_ top: String) throws(WatchError) -> Bool {
        var hasLinks = false
        var pending = [top]
        while let path = pending.popLast() {
            let place = absolute(path)
            guard let watch = try add(place, for: structure | content) else { continue }
            // A walk reads a directory under the first name that leads to it, and so does this.
            guard watched[watch]?.path == nil else { continue }
            watched[watch, default: WatchedDirectory()].path = path
            guard let directory = try? Descriptor(directory: place), let entries = try? directory.entries()
            else {
                continue
            }
            var subdirectories: [String] = []
            for entry in entries.sorted(by: { $0.name < $1.name }) where entry.isNameExact {
                guard entry.kind != .file, !FileName.isIgnored(entry.name) else { continue }
                if entry.kind == .unknown, directory.isLink(entry.name) {
                    hasLinks = true
                    try follow([entry.name], from: realPath(place) ?? place, atTheEnd: structure | content)
                }
                if directory.isDirectory(entry) { subdirectories.append(FileName.join(path, entry.name)) }
            }
            pending += subdirectories.reversed()
        }
        return hasLinks
    }

    /// Watches every directory in which one of `names`, one after the other from `start` on, is looked up.
    ///
    /// - Parameters:
    ///   - start: an absolute path without symbolic links.
    ///   - mask: what is of interest in the last of these directories.
    private mutating func follow(
        _ names: [String], from start: String, atTheEnd mask: CInt
    ) throws(WatchError) {
        var ahead = Array(names.reversed())
        var place = start
        var links = 0
        while let name = ahead.popLast() {
            guard name != ".." else {
                place = parent(of: place)
                continue
            }
            if let watch = try add(place, for: ahead.isEmpty ? mask : structure) {
                watched[watch, default: WatchedDirectory()].waypoints.insert(name)
            }
            place = place == "/" ? "/\(name)" : "\(place)/\(name)"
            guard let target = target(ofLink: place) else { continue }
            links += 1
            // As many as the kernel follows.
            guard links <= 40 else { return }
            place = target.hasPrefix("/") ? "/" : parent(of: place)
            ahead += target.split(separator: "/").filter { $0 != "." }.map(String.init).reversed()
        }
    }

    /// Watches the directory at `path`, absolute; `nil` if there is none that can be.
    private func add(_ path: String, for mask: CInt) throws(WatchError) -> Inotify.Watch? {
        do throws(SystemError) {
            return try inotify.watch(path, for: mask)
        } catch {
            guard ![ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG].contains(error.code) else { return nil }
            throw WatchError(path: path, error)
        }
    }
}
