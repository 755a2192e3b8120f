import CNamespaces
import Glibc

/// A socket that sends frames out of any interface and sees all that come in.
package struct PacketSocket: ~Copyable {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 2048)

    package init() throws {
        descriptor = packet_socket()
        guard descriptor >= 0 else { throw NamespaceError(action: "open a packet socket", code: errno) }
        var size: Int32 = 16 << 20
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    package func send(_ frame: [UInt8], out interface: UInt32) throws {
        let count = unsafe packet_send(descriptor, interface, frame, frame.count)
        guard count == frame.count else { throw NamespaceError(action: "send a frame", code: errno) }
    }

    /// The next frame that has come in, and the interface that it came by; `nil` if there is none.
    package mutating func receive() -> (frame: ArraySlice<UInt8>, interface: UInt32)? {
        var interface: UInt32 = 0
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe packet_receive(descriptor, $0.baseAddress, $0.count, &interface)
        }
        return count > 0 ? (buffer[..<count], interface) : nil
    }
}
