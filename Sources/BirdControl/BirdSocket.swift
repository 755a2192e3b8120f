import Glibc

/// A connection to BIRD's control socket (unix(7)), closed when its owner lets go of it.
///
/// Never waits: what there is to read is read when somebody has seen that there is something.
package final class BirdSocket: Sendable {
    package let descriptor: Int32

    package init(path: String) throws(BirdFailure) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw BirdFailure("\(path): the path is too long for a socket")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        descriptor = socket(AF_UNIX, Int32(kind), 0)
        guard descriptor >= 0 else { throw .last("a socket") }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, length)
            }
        }
        guard result == 0 else { throw .last("nobody answers at \(path)") }
    }

    deinit { close(descriptor) }

    /// Sends one command; it is shorter than what the kernel keeps for a socket.
    package func send(_ command: String) throws(BirdFailure) {
        let bytes = Array("\(command)\n".utf8)
        let sent = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == bytes.count else { throw .last("it takes no command") }
    }

    /// What has come since; empty if nothing has.
    package func receive() throws(BirdFailure) -> [UInt8] {
        var result: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe part.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { return result }
            guard count >= 0 else { throw .last("the connection broke off") }
            guard count > 0 else {
                guard result.isEmpty else { return result }
                throw BirdFailure("it has ended")
            }
            result += part[..<count]
        }
    }
}

/// Why BIRD cannot be talked to, or a file not be used, as a half sentence.
package struct BirdFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    /// What went wrong last, in the C library's words.
    static func last(_ what: String) -> BirdFailure {
        let code = errno
        let text = unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
        return BirdFailure("\(what): \(text)")
    }
}
