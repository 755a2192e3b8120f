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

    /// Takes over a socket of `bus` that is open already, and has a port.
    ///
    /// - Throws: also where `descriptor` is anything else; it is closed then.
    init(_ bus: NetlinkBus, adopting descriptor: Int32) throws(NetlinkError) {
        let isOurs =
            Self.option(SO_DOMAIN, of: descriptor) == AF_NETLINK
            && Self.option(SO_PROTOCOL, of: descriptor) == bus.number
        let flags = O_NONBLOCK
        guard isOurs, fcntl(descriptor, F_SETFL, flags) == 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
            let pointer = unsafe mnl_socket_fdopen(descriptor), unsafe mnl_socket_get_portid(pointer) != 0
        else {
            let error = NetlinkError("take over a netlink socket", code: isOurs ? errno : ENOTSOCK)
            close(descriptor)
            throw error
        }
        unsafe self.pointer = pointer
    }

    private static func option(_ name: Int32, of descriptor: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return unsafe getsockopt(descriptor, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
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
