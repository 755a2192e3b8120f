import CLibmnl
import Glibc

/// What libmnl opens and we close.
@safe struct SocketHandle: ~Copyable {
    let pointer: OpaquePointer

    /// Opens a socket that never blocks and has a port of the kernel's choice.
    init(_ bus: NetlinkBus) throws(NetlinkError) {
        let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard let pointer = unsafe mnl_socket_open2(bus.number, flags) else {
            throw NetlinkError("open a netlink socket", code: errno)
        }
        guard unsafe mnl_socket_bind(pointer, 0, 0) == 0 else {
            let error = NetlinkError("bind a netlink socket", code: errno)
            unsafe mnl_socket_close(pointer)
            throw error
        }
        unsafe self.pointer = pointer
        // Old kernels lack these, and errors without words are errors still.
        _ = setOption(NETLINK_EXT_ACK, 1)
        _ = setOption(NETLINK_CAP_ACK, 1)
    }

    deinit { unsafe mnl_socket_close(pointer) }

    /// Receives what is sent to multicast group `group` from now on.
    func subscribe(to group: UInt32) throws(NetlinkError) {
        guard setOption(NETLINK_ADD_MEMBERSHIP, group) else {
            throw NetlinkError("subscribe to netlink group \(group)", code: errno)
        }
    }

    /// Sets one of the options of netlink sockets; `false` leaves the reason in `errno`.
    func setOption(_ option: Int32, _ value: UInt32) -> Bool {
        var value = value
        let size = socklen_t(MemoryLayout<UInt32>.size)
        return unsafe mnl_socket_setsockopt(pointer, option, &value, size) == 0
    }
}
