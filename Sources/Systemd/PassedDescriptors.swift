import Glibc

/// Files that the service manager has kept open for this process: sd_listen_fds(3).
package struct PassedDescriptors: ~Copyable {
    private var descriptors: [(name: String, descriptor: Int32)] = []

    /// The first that is passed; the others follow.
    private static let first: Int32 = 3

    package init(_ environment: [String: String]) {
        guard environment["LISTEN_PID"] == "\(getpid())",
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0, count < 1000
        else { return }
        let names = (environment["LISTEN_FDNAMES"] ?? "").split(
            separator: ":", omittingEmptySubsequences: false)
        for index in 0..<count {
            let descriptor = Self.first + index
            // Not for what this process starts.
            guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { continue }
            descriptors.append((Int(index) < names.count ? String(names[Int(index)]) : "", descriptor))
        }
    }

    /// Gives away the file of this name that was kept last, which is the caller's to close; the others are closed.
    package mutating func takeOne(_ name: String) -> Int32? {
        let taken = descriptors.filter { $0.name == name }.map(\.descriptor)
        descriptors.removeAll { $0.name == name }
        for descriptor in taken.dropLast() { close(descriptor) }
        return taken.last
    }

    // What nobody knows was kept by another version.
    deinit { for (_, descriptor) in descriptors { close(descriptor) } }
}
