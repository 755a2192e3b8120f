import CLinux
import Glibc

/// Ends the agent's sleep from any thread: a pipe whose reading end the agent waits on.
///
/// Both ends live as long as the process.
struct Wake: Sendable {
    let descriptor: Int32
    private let writingEnd: Int32

    init() throws(AgentFailure) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw AgentFailure("cannot make a pipe: \(errnoText())") }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        descriptor = ends[0]
        writingEnd = ends[1]
    }

    /// A full pipe wakes as well as one more byte in it.
    func wake() {
        var byte: UInt8 = 1
        _ = unsafe write(writingEnd, &byte, 1)
    }

    func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(descriptor, &bytes, bytes.count) == bytes.count {}
    }
}

/// Waits until one of `descriptors` can be read, or `timeout` has passed; `nil` waits for ever.
///
/// Says whether one can be read. A signal may end the wait early, which is harmless: whoever waits looks at
/// everything again.
@discardableResult
func waitForInput(_ descriptors: [Int32], timeout: Duration?) -> Bool {
    var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard let timeout else { return unsafe poll(&entries, nfds_t(entries.count), -1) > 0 }
    // Rounded up, so that a deadline has passed when the wait ends.
    let parts = timeout.components
    var time = timespec(
        tv_sec: Int(parts.seconds), tv_nsec: Int((parts.attoseconds + 999_999_999) / 1_000_000_000))
    return unsafe ppoll(&entries, nfds_t(entries.count), &time, nil) > 0
}

/// The C library's words for what went wrong last.
func errnoText() -> String {
    guard let text = unsafe strerror(errno) else { return "error \(errno)" }
    return unsafe String(cString: text)
}

/// A sentence that says why the agent cannot do what it should.
struct AgentFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
