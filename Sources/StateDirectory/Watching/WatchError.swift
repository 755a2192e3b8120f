import Glibc

/// The watch cannot be kept, and so changes would go unnoticed.
package struct WatchError: Error, Hashable, CustomStringConvertible {
    package let path: String
    package let reason: String

    init(path: String, _ error: SystemError) {
        self.path = path
        self.reason =
            switch error.code {
            case ENOSPC: "the limit fs.inotify.max_user_watches is reached"
            case EMFILE: "the limit fs.inotify.max_user_instances, or the one on open files, is reached"
            default: error.reason
            }
    }

    package var description: String { "\(path) cannot be watched: \(reason)" }
}
