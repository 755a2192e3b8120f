/// One instruction of the kernel's packet classifier, as nf_tables runs it.
package enum Expression: Hashable, Sendable {
    case meta(MetaKey, into: Register)
    case payload(PayloadBase, offset: UInt32, length: UInt32, into: Register)
    /// The connection's state as a bit field in the machine's byte order.
    case conntrackState(into: Register)
    case compare(Register, Comparison, [UInt8])
    case range(Register, Comparison, from: [UInt8], to: [UInt8])
    /// `destination = source & mask ^ xor`.
    case bitwise(Register, into: Register, mask: [UInt8], xor: [UInt8])
    case lookup(Register, set: String, isInverted: Bool)
    /// Looks the key up in a verdict map and acts on what it finds.
    case verdictLookup(Register, map: String)
    case verdict(Verdict)
    /// Counts packets and bytes; what it has counted is no part of its identity.
    case counter
    case log(prefix: String)
    /// The connection's status as a bit field in the machine's byte order.
    case conntrackStatus(into: Register)
    case setMeta(MetaKey, from: Register)
    /// Puts constant bytes into a register.
    case load([UInt8], into: Register)
    /// Looks the key up in a map and puts what it finds into a register.
    case mapLookup(Register, map: String, into: Register)
    /// The packet's connection is not followed.
    case notrack
    /// Goes on only with packets within, or over, the limit; how much of it is used is no part of its identity.
    case limit(Limit)
    /// Goes on only with packets of connections beyond this number.
    case connectionLimit(over: UInt32)
    case translate(Translation)
    /// Source translation to the address of the interface that a packet leaves by.
    case masquerade(ports: PortRegisters?, flags: UInt32)
    case writePayload(PayloadWrite, from: Register)
    /// An answer to the sender: an ICMP unreachable of `code`, or a TCP reset.
    case reject(RejectKind)
    /// An instruction that we never write, by the kernel's name for it.
    case other(String)
}

package enum MetaKey: UInt32, Hashable, Sendable {
    /// In the machine's byte order.
    case mark = 3
    /// The interface's index in the machine's byte order.
    case inputInterface = 4
    case inputInterfaceName = 6
    case outputInterfaceName = 7
    /// One of `NFPROTO_*` in `linux/netfilter.h`.
    case family = 15
    case transportProtocol = 16
}

/// Where in a packet an offset counts from, as in `enum nft_payload_bases`.
package enum PayloadBase: UInt32, Hashable, Sendable {
    case link = 0
    case network = 1
    case transport = 2
}

package enum Comparison: UInt32, Hashable, Sendable {
    case equal = 0
    case notEqual = 1
}

/// How a packet is refused.
package enum RejectKind: Hashable, Sendable {
    case icmp(code: UInt8)
    case tcpReset
}

/// A place in the classifier's scratch memory of sixteen 4-byte slots.
///
/// The kernel has two numberings for the same memory and always lists a place that is a multiple of
/// 16 bytes by the older one; so do we, or what we read back would never equal what we wrote.
package struct Register: Hashable, Sendable {
    /// The number on the wire, as in `enum nft_registers`.
    package let number: UInt32

    package init(number: UInt32) {
        self.number = number >= 8 && (number - 8) % 4 == 0 ? 1 + (number - 8) / 4 : number
    }

    /// The register that begins `slot` times 4 bytes behind the first.
    package static func slot(_ slot: Int) -> Register { Register(number: 8 + UInt32(slot)) }

    package static let first = Register.slot(0)
}
