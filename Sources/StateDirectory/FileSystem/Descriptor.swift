import Glibc

/// An open file or directory, closed when its owner lets go of it.
struct Descriptor: ~Copyable {
    let number: CInt

    /// Opens a directory; `path` is absolute.
    init(directory path: String) throws(SystemError) {
        let number = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else { throw SystemError(code: errno) }
        self.number = number
    }

    /// Opens what `path` below `directory` names, following symbolic links; empty for `directory` itself.
    ///
    /// Never blocks, as opening a named pipe otherwise does.
    init(_ path: String, in directory: borrowing Descriptor) throws(SystemError) {
        let name = path.isEmpty ? "." : path
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        let number = unsafe openat(directory.number, name, flags, 0)
        guard number >= 0 else { throw SystemError(code: errno) }
        self.number = number
    }

    /// Opens the file at `path` (absolute) for writing, empty unless it is to be written `over`, and makes it if need
    /// be; for its owner alone.
    init(writing path: String, over isKept: Bool = false) throws(SystemError) {
        let flags = O_WRONLY | O_CREAT | (isKept ? 0 : O_TRUNC) | O_NOFOLLOW | O_CLOEXEC
        let number = unsafe open(path, flags, 0o600)
        guard number >= 0 else { throw SystemError(code: errno) }
        self.number = number
    }

    deinit { close(number) }

    func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw SystemError(code: errno) }
        return FileStatus(status)
    }

    /// The status of what `path` below this directory names, following symbolic links.
    func status(of path: String) throws(SystemError) -> FileStatus {
        var status = stat()
        let name = path.isEmpty ? "." : path
        guard unsafe fstatat(number, name, &status, 0) == 0 else { throw SystemError(code: errno) }
        return FileStatus(status)
    }

    func isDirectory(_ path: String) -> Bool {
        guard let status = try? status(of: path), case .directory = status.kind else { return false }
        return true
    }

    /// Whether `path` below this directory is a symbolic link, wherever that leads.
    func isLink(_ path: String) -> Bool {
        var status = stat()
        guard unsafe fstatat(number, path, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFLNK
    }

    /// Whether `path` below this directory is a symbolic link that nothing can be reached through.
    func leadsNowhere(_ path: String) -> Bool {
        isLink(path) && (try? status(of: path)) == nil
    }

    /// Up to `limit` bytes from where the last reading ended.
    func read(atMost limit: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            while count < limit {
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[count...])
                let got = unsafe Glibc.read(number, rest.baseAddress, rest.count)
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = SystemError(code: errno) }
                guard got > 0 else { return }
                count += got
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func write(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                return unsafe Glibc.write(number, rest.baseAddress, rest.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SystemError(code: errno) }
            written += count
        }
    }
}

extension FileStatus {
    /// The status of what `path` (absolute) names, following symbolic links.
    init(at path: String) throws(SystemError) {
        var status = stat()
        guard unsafe fstatat(AT_FDCWD, path, &status, 0) == 0 else { throw SystemError(code: errno) }
        self.init(status)
    }
}

extension Timestamp {
    static var now: Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(time)
    }
}
