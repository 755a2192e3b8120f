import CLibmnl
import Glibc

/// A message from the kernel.
package struct NetlinkMessage: Sendable {
    /// What kind of message, in the bus's own numbering.
    package let type: UInt16
    /// Flags as in `linux/netlink.h`.
    package let flags: UInt16
    /// The number of the request that this answers; 0 for a notification.
    package let sequence: UInt32
    /// The port of the socket that asked, or whose doing the notification tells of.
    package let portID: UInt32
    /// The whole message with its header, for C code that reads it.
    package let bytes: ArraySlice<UInt8>

    /// What follows the header.
    package var payload: ArraySlice<UInt8> { bytes.dropFirst(Self.headerSize) }

    static let headerSize = MemoryLayout<nlmsghdr>.size

    /// Takes the first message off `datagram`; `nil` at its end, or if what is left makes no sense.
    init?(takingFrom datagram: inout ArraySlice<UInt8>) {
        guard datagram.count >= Self.headerSize, let length = datagram.integer(at: 0, as: UInt32.self),
            length >= Self.headerSize, length <= datagram.count,
            let type = datagram.integer(at: 4, as: UInt16.self),
            let flags = datagram.integer(at: 6, as: UInt16.self),
            let sequence = datagram.integer(at: 8, as: UInt32.self),
            let portID = datagram.integer(at: 12, as: UInt32.self)
        else { return nil }
        self.type = type
        self.flags = flags
        self.sequence = sequence
        self.portID = portID
        self.bytes = datagram.prefix(Int(length))
        datagram = datagram.dropFirst((Int(length) + 3) & ~3)
    }

    /// Reads the fixed part that stands between the header and the attributes, such as `rtmsg`.
    package func fixed<Value: BitwiseCopyable>(_: Value.Type) -> Value? {
        let payload = payload
        guard payload.count >= MemoryLayout<Value>.size else { return nil }
        return unsafe payload.withUnsafeBytes { unsafe $0.loadUnaligned(as: Value.self) }
    }

    /// The attributes behind a fixed part of `size` bytes.
    package func attributes(after size: Int) -> NetlinkAttributes {
        NetlinkAttributes(payload.dropFirst((size + 3) & ~3))
    }
}

extension NetlinkMessage {
    /// What a message of the type `NLMSG_ERROR` says: 0 is an acknowledgement.
    package struct Verdict: Sendable {
        /// The error number, as in `errno.h`.
        package let code: Int32
        /// What the kernel adds in its own words.
        package let explanation: String?
    }

    /// `nil` unless this is an error or an acknowledgement, or the end of a dump with an error in it.
    package var verdict: Verdict? {
        switch Int32(type) {
        case NLMSG_ERROR:
            let code = payload.integer(at: 0, as: Int32.self) ?? -EPROTO
            return Verdict(code: -code, explanation: explanation)
        case NLMSG_DONE:
            // An error that ended the list early; anything else there is of no meaning.
            let code = payload.integer(at: 0, as: Int32.self) ?? 0
            return Verdict(code: max(0, -code), explanation: nil)
        default: return nil
        }
    }

    /// The words of an extended acknowledgement, behind the request's header or all of the request.
    private var explanation: String? {
        guard flags & UInt16(NLM_F_ACK_TLVS) != 0, let length = payload.integer(at: 4, as: UInt32.self) else {
            return nil
        }
        let echoed = flags & UInt16(NLM_F_CAPPED) != 0 ? Self.headerSize : (Int(length) + 3) & ~3
        return attributes(after: 4 + echoed).first(Int(NLMSGERR_ATTR_MSG.rawValue))?.string
    }
}
