import Glibc

/// Tells the service manager how the service stands: sd_notify(3).
///
/// The protocol is one datagram of lines to the socket that the environment names, which needs no library.
package struct Notifier: Hashable, Sendable {
    /// The path of the socket; with `@` first, a name without a file (unix(7), abstract).
    package let socket: String

    /// `nil` where no service manager wants to be told, or by a socket of another kind.
    package init?(_ environment: [String: String]) {
        guard let socket = environment["NOTIFY_SOCKET"], let first = socket.utf8.first,
            first == UInt8(ascii: "/") || first == UInt8(ascii: "@"),
            socket.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path)
        else { return nil }
        self.socket = socket
    }

    /// Sends `lines`, each `NAME=VALUE`, and `descriptors` with them; says whether the manager got them.
    ///
    /// Never waits: a manager that does not listen is told later, and holds up nothing.
    @discardableResult
    package func send(_ lines: [String], descriptors: [Int32] = []) -> Bool {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var text = Array(lines.joined(separator: "\n").utf8)
        var control = Self.controlMessage(descriptors)
        var (address, length) = socketAddress
        return unsafe text.withUnsafeMutableBytes { text in
            unsafe control.withUnsafeMutableBytes { control in
                unsafe withUnsafeMutablePointer(to: &address) { address in
                    var part = unsafe iovec(iov_base: text.baseAddress, iov_len: text.count)
                    return unsafe withUnsafeMutablePointer(to: &part) { part in
                        var message = unsafe msghdr()
                        unsafe message.msg_name = UnsafeMutableRawPointer(address)
                        unsafe message.msg_namelen = length
                        unsafe message.msg_iov = part
                        unsafe message.msg_iovlen = 1
                        unsafe message.msg_control = control.isEmpty ? nil : control.baseAddress
                        unsafe message.msg_controllen = control.count
                        return unsafe sendmsg(descriptor, &message, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) >= 0
                    }
                }
            }
        }
    }

    private var socketAddress: (sockaddr_un, socklen_t) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socket.utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
            unsafe place.copyBytes(from: path)
            // An abstract name begins with a zero byte, and ends where the address does.
            if path[0] == UInt8(ascii: "@") { unsafe place[0] = 0 }
        }
        return (address, socklen_t(MemoryLayout<sa_family_t>.size + path.count))
    }

    /// The control message that carries open files, as cmsg(3) and `SCM_RIGHTS` in unix(7) lay it out.
    private static func controlMessage(_ descriptors: [Int32]) -> [UInt8] {
        guard !descriptors.isEmpty else { return [] }
        var message: [UInt8] = []
        let length = MemoryLayout<cmsghdr>.size + descriptors.count * MemoryLayout<Int32>.size
        append(length, to: &message)
        append(SOL_SOCKET, to: &message)
        append(Int32(SCM_RIGHTS), to: &message)
        for descriptor in descriptors { append(descriptor, to: &message) }
        let alignment = MemoryLayout<Int>.alignment
        while !message.count.isMultiple(of: alignment) { message.append(0) }
        return message
    }

    /// Appends a number in the machine's byte order.
    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: number) { unsafe bytes.append(contentsOf: $0) }
    }
}
