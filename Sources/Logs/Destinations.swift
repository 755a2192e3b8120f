import Glibc

/// The journal's socket, to which each entry is one datagram.
struct JournalSocket: ~Copyable {
    private let number: Int32

    init?(_ path: String) {
        number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else { return nil }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { return nil }
    }

    deinit { if number >= 0 { close(number) } }

    /// Whether the journal has taken `entry`, at once.
    func send(_ entry: [UInt8]) -> Bool {
        let flags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
        return unsafe entry.withUnsafeBytes { unsafe Glibc.send(number, $0.baseAddress, $0.count, flags) }
            == entry.count
    }
}

/// A file that lines are added to, and that may be moved away at any time: then a new one is made.
struct LogFile: ~Copyable {
    private let path: String
    private var number: Int32 = -1
    private var writer = LineWriter()
    private var inode: ino_t = 0

    init(_ path: String) { self.path = path }

    deinit { if number >= 0 { close(number) } }

    /// Whether the line could be written.
    mutating func write(_ line: String) -> Bool {
        var status = stat()
        let isThere = unsafe stat(path, &status) == 0
        if number < 0 || !isThere || status.st_ino != inode { open() }
        return number >= 0 && writer.write(line, to: number)
    }

    private mutating func open() {
        if number >= 0 { close(number) }
        writer = LineWriter()
        // Else a named pipe that nobody has opened for reading is waited for: fifo(7).
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        number = unsafe Glibc.open(path, flags, 0o640)
        var status = stat()
        let code = unsafe fstat(number, &status)
        inode = code == 0 ? status.st_ino : 0
    }
}

/// Writes lines to what may be a pipe, a terminal or a socket that nobody reads: what is not taken at once is lost.
struct LineWriter {
    /// Whether the last line was lost halfway, so that the next has to begin a line.
    private var isCut = false

    /// Whether all of `line` was taken.
    mutating func write(_ line: String, to descriptor: Int32) -> Bool {
        let bytes = Array((isCut ? "\n\(line)" : line).utf8)
        var rest = bytes[...]
        // A pipe that has room takes this much without a wait: pipe(7), PIPE_BUF.
        while !rest.isEmpty, hasRoom(descriptor) {
            let count = unsafe rest.prefix(Int(PIPE_BUF)).withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        if rest.count < bytes.count { isCut = !rest.isEmpty }
        return rest.isEmpty
    }

    private func hasRoom(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&entry, 1, 0) == 1 && Int32(entry.revents) & POLLOUT != 0
    }
}

/// Whether standard error is connected to the journal: systemd.exec(5), JOURNAL_STREAM.
package func isJournal(_ environment: [String: String], _ descriptor: Int32 = STDERR_FILENO) -> Bool {
    var status = stat()
    guard let stream = environment["JOURNAL_STREAM"], unsafe fstat(descriptor, &status) == 0 else {
        return false
    }
    return stream == "\(status.st_dev):\(status.st_ino)"
}

/// A moment as `2026-11-19T22:03:41.123Z`.
func isoTime(_ seconds: Double) -> String {
    var moment = time_t(seconds.rounded(.down))
    var parts = unsafe tm()
    unsafe gmtime_r(&moment, &parts)
    let milliseconds = Int((seconds - seconds.rounded(.down)) * 1000)
    func padded(_ number: Int, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let (year, month, day) = unsafe (parts.tm_year, parts.tm_mon, parts.tm_mday)
    let (hour, minute, second) = unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec)
    let date = [padded(Int(year) + 1900, 4), padded(Int(month) + 1, 2), padded(Int(day), 2)]
    let clock = [hour, minute, second].map { padded(Int($0), 2) }
    return "\(date.joined(separator: "-"))T\(clock.joined(separator: ":")).\(padded(milliseconds, 3))Z"
}
