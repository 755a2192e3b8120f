package import Addressing
import CNamespaces
import Glibc

/// A socket that sends whole IP packets as if a program of the host had sent them.
package struct HostSocket: ~Copyable {
    /// On all that it sends.
    package static let mark: UInt32 = 0x77
    private let descriptors: DualStack<Int32>

    package init() throws {
        descriptors = DualStack(
            v4: datagram_socket(AF_INET, Self.mark), v6: datagram_socket(AF_INET6, Self.mark))
        guard descriptors.v4 >= 0, descriptors.v6 >= 0 else {
            throw NamespaceError(action: "open a raw socket", code: errno)
        }
    }

    deinit {
        close(descriptors.v4)
        close(descriptors.v6)
    }

    /// Sends `packet`, its header included; what a filter drops is no failure.
    package func send(_ packet: [UInt8], _ family: IPFamily) throws {
        let count = unsafe datagram_send(descriptors[family], packet, packet.count)
        guard count == packet.count || errno == EPERM else {
            throw NamespaceError(action: "send a packet", code: errno)
        }
    }
}
