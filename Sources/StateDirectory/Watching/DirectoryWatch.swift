import Glibc

/// Watches a directory, all below it, and the way to it.
///
/// The first `drain()` begins to watch, and says that everything has changed. After that, wait until
/// `descriptor` is readable, and drain again. Whoever reads the directory after a drain either sees a later
/// change or hears of it from the next one.
///
/// A file counts as changed when its writer closes it or moves it into place, not while it is written. One
/// that is kept open, or written through memory or a hard link elsewhere, is only found by a walk.
package struct DirectoryWatch: ~Copyable {
    let inotify: Inotify
    /// The names on the way to the directory.
    let components: [String]
    /// The directory's own path, absolute.
    let root: String
    var watched: [Inotify.Watch: WatchedDirectory] = [:]
    /// Directories that are to be let go of unless they turn out to be wanted again.
    var retired: Set<Inotify.Watch> = []
    /// What is of interest in the last directory on the way.
    private(set) var atTheEnd: CInt = structure
    /// Whether it is one file that is watched.
    private(set) var isOfFile = false
    /// Whether all that should be watched is.
    var isComplete = false
    /// Files that somebody has begun to write and not closed since.
    var beingWritten: Set<String> = []

    /// A watch of the directory at `path`, or for it if it is not there yet.
    ///
    /// - Throws: ``WatchError`` if a limit of the system is reached.
    package init(_ path: String) throws(WatchError) {
        self.init(path, try Self.start(path))
    }

    /// A watch of the one file at `path`, there or not: all that happens to it, or on the way to it, is that
    /// everything has changed.
    ///
    /// - Throws: ``WatchError`` if a limit of the system is reached.
    package init(file path: String) throws(WatchError) {
        self.init(path, try Self.start(path))
        atTheEnd = structure | IN_CLOSE_WRITE | IN_ATTRIB
        isOfFile = true
    }

    private init(_ path: String, _ inotify: consuming Inotify) {
        self.inotify = inotify
        components = pathComponents(path)
        root = "/" + components.joined(separator: "/")
    }

    private static func start(_ path: String) throws(WatchError) -> Inotify {
        do throws(SystemError) {
            return try Inotify()
        } catch {
            throw WatchError(path: path, error)
        }
    }

    /// The absolute path of `path`, which is below the state directory.
    func absolute(_ path: String) -> String { path.isEmpty ? root : "\(root)/\(path)" }

    /// Becomes readable when something has changed; closed with the watch.
    package var descriptor: CInt { inotify.number }
}

/// What is watched in one directory.
struct WatchedDirectory {
    /// Its path below the state directory, if it is part of that.
    var path: String?
    /// Names in it that the way to the state directory or the target of a symbolic link leads through, there
    /// or not: if one changes, anything may.
    var waypoints: Set<String> = []
}
