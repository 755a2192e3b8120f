import Glibc

/// A moment of the file system's clock.
struct Timestamp: Hashable, Comparable, Sendable {
    let seconds: Int
    let nanoseconds: Int

    init(_ time: timespec) {
        seconds = time.tv_sec
        nanoseconds = time.tv_nsec
    }

    var sinceEpoch: Double { Double(seconds) + Double(nanoseconds) / 1e9 }

    static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// What tells a file's content from any other it had or replaced, without reading it.
///
/// The time of change is part of it, since a writer can set the time of modification back.
struct FileIdentity: Hashable, Sendable {
    let device: UInt
    let inode: UInt
    let size: Int
    let modified: Timestamp
    let changed: Timestamp
}

/// Which directory it is, whatever path led there.
struct DirectoryIdentity: Hashable, Sendable {
    let device: UInt
    let inode: UInt
}

/// What `stat` says of a file.
struct FileStatus: Sendable {
    enum Kind: Sendable {
        case regular
        case directory
        /// What cannot be read as a file, in words.
        case other(String)
    }

    let kind: Kind
    let identity: FileIdentity
    /// Whether the file has a second name, through which it may be written.
    let isHardLinked: Bool

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFIFO: .other("a named pipe")
            case S_IFSOCK: .other("a socket")
            case S_IFBLK, S_IFCHR: .other("a device")
            default: .other("neither a file nor a directory")
            }
        identity = FileIdentity(
            device: status.st_dev, inode: status.st_ino, size: status.st_size,
            modified: Timestamp(status.st_mtim), changed: Timestamp(status.st_ctim)
        )
        isHardLinked = status.st_nlink > 1 && status.st_mode & S_IFMT == S_IFREG
    }

    var directory: DirectoryIdentity {
        DirectoryIdentity(device: identity.device, inode: identity.inode)
    }

    /// Whether a further change would surely show in the times: file systems count them in ticks of up to
    /// some milliseconds, and two writes within one tick of the same length look the same.
    func isSettled(at now: Timestamp) -> Bool {
        let latest = max(identity.modified, identity.changed)
        let age = (now.seconds - latest.seconds) * 1_000_000_000 + now.nanoseconds - latest.nanoseconds
        return age > 20_000_000
    }
}

/// What a system call refused.
struct SystemError: Error, Hashable {
    let code: CInt

    /// The text of the error, as `strerror` has it: no such file or directory.
    var reason: String {
        unsafe String(cString: strerror(code))
    }

    /// Whether nothing is there.
    var isAbsence: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether trying again later may succeed though nothing changes in the directory.
    var isPassing: Bool {
        [EMFILE, ENFILE, ENOMEM, ENOBUFS, EINTR, EAGAIN, EIO, ESTALE, ETIMEDOUT].contains(code)
    }
}
