import Glibc

/// The service manager's end of the protocol.
package struct ManagerSocket: ~Copyable {
    package let path: String
    private let descriptor: Int32

    package init() {
        var template = Array("/tmp/gemel-notify-XXXXXX".utf8CString)
        _ = unsafe mkdtemp(&template)
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        path = folder + "/socket"
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: Array(path.utf8)) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        _ = unsafe withUnsafePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, size)
            }
        }
    }

    deinit {
        close(descriptor)
        unsafe unlink(path)
        unsafe rmdir(String(path.dropLast(7)))
    }

    /// The text of the next message, and the files that came with it.
    package func receive() -> (text: String, files: [Int32]) {
        var text = [UInt8](repeating: 0, count: 4096)
        var control = [UInt8](repeating: 0, count: 256)
        var files: [Int32] = []
        let count = unsafe text.withUnsafeMutableBytes { text in
            unsafe control.withUnsafeMutableBytes { control in
                var part = unsafe iovec(iov_base: text.baseAddress, iov_len: text.count)
                return unsafe withUnsafeMutablePointer(to: &part) { part in
                    var message = unsafe msghdr()
                    unsafe message.msg_iov = part
                    unsafe message.msg_iovlen = 1
                    unsafe message.msg_control = control.baseAddress
                    unsafe message.msg_controllen = control.count
                    let count = unsafe recvmsg(descriptor, &message, 0)
                    guard unsafe message.msg_controllen > 0 else { return count }
                    let length = unsafe control.loadUnaligned(as: Int.self)
                    for offset in stride(from: MemoryLayout<cmsghdr>.size, to: length - 3, by: 4) {
                        unsafe files.append(control.loadUnaligned(fromByteOffset: offset, as: Int32.self))
                    }
                    return count
                }
            }
        }
        return (String(decoding: text.prefix(max(0, count)), as: UTF8.self), files)
    }
}
