import CLibmnl
import Glibc

/// A part of the kernel that speaks netlink.
package enum NetlinkBus: Sendable {
    /// nf_tables and its siblings.
    case netfilter
    /// Links, addresses, routes, neighbours.
    case route
    /// Whoever has no bus of their own, by a number that is asked for: WireGuard.
    case generic

    var number: Int32 {
        switch self {
        case .netfilter: NETLINK_NETFILTER
        case .route: NETLINK_ROUTE
        case .generic: NETLINK_GENERIC
        }
    }
}

/// An open netlink socket, closed when its owner lets go of it.
///
/// A socket has one owner and no copies: two readers on one socket would steal each other's answers.
/// What owns a table in the kernel is the socket that made it, so errors never close one. A socket that
/// listens to notifications should ask nothing: answers and notifications share one receive buffer.
package struct NetlinkSocket: ~Copyable {
    private let handle: SocketHandle
    private var buffer: [UInt8]
    private var sequence: UInt32 = 0
    private var sendBufferSize = 0

    /// Opens a socket of `bus`, lets the kernel pick its port, and subscribes to multicast `groups`,
    /// numbered as in `enum rtnetlink_groups` and `enum nfnetlink_groups`.
    package init(_ bus: NetlinkBus, groups: [UInt32] = []) throws(NetlinkError) {
        let handle = try SocketHandle(bus)
        for group in groups { try handle.subscribe(to: group) }
        self.init(handle)
    }

    /// Goes on with a socket of `bus` that another process has opened and used: its port, and what belongs to
    /// that, stay.
    package init(_ bus: NetlinkBus, adopting descriptor: Int32) throws(NetlinkError) {
        self.init(try SocketHandle(bus, adopting: descriptor))
        // What that process did not come to read answers nothing of ours.
        _ = try? receiveQueued { _ in }
    }

    private init(_ handle: consuming SocketHandle) {
        self.handle = handle
        // No message of the kernel is longer than the datagram it stands in: 32 KiB for dumps, little more
        // than 64 KiB for notifications.
        self.buffer = [UInt8](repeating: 0, count: 1 << 17)
    }

    /// The file descriptor, to wait on: readable when something has come.
    package var descriptor: Int32 { unsafe mnl_socket_get_fd(handle.pointer) }

    /// The kernel's address for this socket.
    package var portID: UInt32 { unsafe mnl_socket_get_portid(handle.pointer) }

    /// Makes the kernel honour filters in dump requests, and refuse requests that it does not understand
    /// in full (route bus).
    package func checkStrictly() throws(NetlinkError) {
        guard handle.setOption(NETLINK_GET_STRICT_CHK, 1) else {
            throw NetlinkError("ask for strict checking", code: errno)
        }
    }

    /// Makes the kernel drop every datagram whose first message is not of `type`, before it is queued.
    package func accept(onlyType type: UInt16) throws(NetlinkError) {
        // A packet filter in the machine's old language: load the type, compare, keep all or nothing. It
        // loads in network byte order what netlink wrote in ours.
        let typeOffset: UInt32 = 4
        var program = [
            sock_filter(code: UInt16(BPF_LD | BPF_H | BPF_ABS), jt: 0, jf: 0, k: typeOffset),
            sock_filter(code: UInt16(BPF_JMP | BPF_JEQ | BPF_K), jt: 0, jf: 1, k: UInt32(type.bigEndian)),
            sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: .max),
            sock_filter(code: UInt16(BPF_RET | BPF_K), jt: 0, jf: 0, k: 0),
        ]
        let result = unsafe program.withUnsafeMutableBufferPointer { instructions in
            var filter = unsafe sock_fprog(len: UInt16(instructions.count), filter: instructions.baseAddress)
            let size = unsafe socklen_t(MemoryLayout<sock_fprog>.size)
            return unsafe setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &filter, size)
        }
        guard result == 0 else { throw NetlinkError("attach a socket filter", code: errno) }
    }

    /// Sets how many bytes of answers or notifications the kernel queues before it drops some.
    package func setReceiveBufferSize(_ bytes: Int) {
        setBufferSize(bytes, force: SO_RCVBUFFORCE, SO_RCVBUF)
    }

    /// Sends whole messages as one datagram, whatever its size.
    package mutating func send(_ messages: borrowing MessageBuffer, operation: String) throws(NetlinkError) {
        var vectors = unsafe [messages.vector]
        unsafe try send(&vectors, messages.count, operation)
    }

    /// Sends all messages of `pieces` as one datagram, without putting them together first.
    package mutating func send(_ pieces: [MessagePiece], operation: String) throws(NetlinkError) {
        var vectors = unsafe pieces.map { unsafe $0.buffer.vector }
        unsafe try send(&vectors, pieces.reduce(0) { $0 + $1.count }, operation)
        withExtendedLifetime(pieces) {}
    }

    private mutating func send(_ vectors: inout [iovec], _ count: Int, _ operation: String)
        throws(NetlinkError)
    {
        // The kernel refuses a datagram above its send buffer less 32 bytes; it doubles what it is told.
        if count > max(sendBufferSize, 1 << 16) {
            setBufferSize(count, force: SO_SNDBUFFORCE, SO_SNDBUF)
            sendBufferSize = count
        }
        var failure: Int32 = 0
        let sent = unsafe vectors.withUnsafeMutableBufferPointer { vectors in
            var message = unsafe msghdr()
            unsafe message.msg_iov = vectors.baseAddress
            unsafe message.msg_iovlen = vectors.count
            while true {
                let sent = unsafe sendmsg(descriptor, &message, 0)
                failure = errno
                guard sent < 0, failure == EINTR else { return sent }
            }
        }
        guard sent == count else { throw NetlinkError(operation, code: sent < 0 ? failure : EMSGSIZE) }
    }

    /// Hands all messages that are queued to `body`, without waiting for more.
    package mutating func receiveQueued(
        _ body: (NetlinkMessage) throws(NetlinkError) -> Void
    ) throws(NetlinkError) {
        while try receiveDatagram(body) {}
    }

    /// Hands the messages of the next datagram to `body`; `false` if there is none yet.
    mutating func receiveDatagram(
        _ body: (NetlinkMessage) throws(NetlinkError) -> Void
    ) throws(NetlinkError) -> Bool {
        var count = 0
        var failure: Int32 = 0
        repeat {
            count = unsafe buffer.withUnsafeMutableBytes { bytes in
                let count = unsafe mnl_socket_recvfrom(handle.pointer, bytes.baseAddress, bytes.count)
                failure = errno
                return count
            }
        } while count < 0 && failure == EINTR
        guard count >= 0 else {
            switch failure {
            case EAGAIN: return false
            case ENOBUFS: throw .overrun
            default: throw NetlinkError("receive from netlink", code: failure)
            }
        }
        var datagram = buffer[..<count]
        while let message = NetlinkMessage(takingFrom: &datagram) { try body(message) }
        return true
    }

    /// A number for the next request; never 0, which notifications carry.
    package mutating func nextSequence() -> UInt32 {
        sequence = sequence == .max ? 1 : sequence + 1
        return sequence
    }

    /// Sets a buffer's size beyond the system's limit, or up to it where we may not.
    private func setBufferSize(_ bytes: Int, force: Int32, _ plain: Int32) {
        var value = Int32(clamping: bytes)
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe setsockopt(descriptor, SOL_SOCKET, force, &value, size) != 0 else { return }
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, plain, &value, size)
    }
}
