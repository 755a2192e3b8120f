package import Addressing

/// A condition on a packet, in the terms of nft(8).
///
/// There are some for each rule, so that what is rare and large is kept aside.
package enum Match: Hashable, Sendable {
    /// `iifname` or `oifname` against a whole name.
    case interface(Direction, String)
    /// `iifname` or `oifname` against the beginning of a name, written `cali*`.
    case interfacePrefix(Direction, String)
    /// `meta l4proto`.
    case transport(UInt8, isNegated: Bool = false)
    /// `ip saddr 10.0.0.0/8`; the rule's family must be the prefix's.
    indirect case address(Side, IPPrefix, isNegated: Bool = false)
    /// `ip saddr @name`.
    case addressSet(Side, String, isNegated: Bool = false)
    /// `tcp dport 80-90`, behind a `transport` that has ports.
    case port(Side, ClosedRange<UInt16>, isNegated: Bool = false)
    /// `tcp dport @name`.
    case portSet(Side, String, isNegated: Bool = false)
    /// `ip daddr . meta l4proto . th dport @name`: an address with one of its named ports.
    case namedPort(Side, String, isNegated: Bool = false)
    /// `icmp type 8`, `icmpv6 type 128`; `code` follows where given. A packet of another protocol never
    /// meets it, and a negated one is met by any type but this, or this type with another code.
    case icmp(type: UInt8, code: UInt8?)
    /// `icmp type != 8`: meant for packets that are ICMP, says nothing of others.
    case icmpTypeNot(UInt8)
    /// `icmp type . icmp code` taken together as one number, `type * 256 + code`, and not this one.
    case icmpTypeAndCodeNot(type: UInt8, code: UInt8)
    /// `icmp type @name`.
    case icmpTypeSet(String)
    /// `iifname . ip saddr @name`: an address on the interface it belongs to.
    case interfaceAndSource(String, isNegated: Bool = false)
    /// `arp operation 2`: 1 asks, 2 answers.
    case arpOperation(UInt16)
    /// `oifname . arp saddr ip @name`: what an answer of ARP says it is, on the way out.
    case outputInterfaceAndSender(String)
    /// `meta nfproto ipv6 icmpv6 type 133-137`: RFC 4861, section 4.
    case isNeighbourDiscovery
    /// `iifname @name`.
    case interfaceSet(Direction, String, isNegated: Bool = false)
    /// `meta mark & mask == value`.
    case mark(UInt32, mask: UInt32)
    /// `ct state` with any of these bits.
    case conntrackState(ConntrackState)
    /// `iif 0`: the packet came in by no interface, the host itself has sent it.
    case isFromHost
    /// `ct status dnat`.
    case isDestinationTranslated
    /// `meta l4proto . th dport @name`.
    case transportAndPort(Side, String)
    /// `ip saddr . meta l4proto . th dport @name`: an address of one side with a port of either.
    case addressTransportAndPort(Side, port: Side, String)

    package enum Direction: Hashable, Sendable {
        case input
        case output
    }

    package enum Side: Hashable, Sendable {
        case source
        case destination
    }
}

/// What a rule does with a packet that meets its conditions.
package enum Statement: Hashable, Sendable {
    case counter
    /// A line in the kernel log that begins with `prefix`.
    case log(prefix: String)
    case verdict(Verdict)
    /// `iifname vmap @name`.
    case interfaceVerdict(Match.Direction, map: String)
    /// `ct state vmap @name`.
    case conntrackVerdict(map: String)
    case reject(RejectKind)
    /// `reject`: the sender is told that the port is unreachable.
    case refuse
    case notrack
    /// `meta mark set meta mark & ~mask | value`.
    case setMark(UInt32, mask: UInt32)
    /// `limit rate`; what follows is done only with packets within it, or over it.
    case limit(UInt64, per: LimitUnit, burst: UInt32, isOver: Bool = false)
    /// `ct count over`; what follows is done only with packets of more connections.
    case connectionLimit(over: UInt32)
    /// `masquerade fully-random`, to these ports if any are given.
    case masquerade(ports: ClosedRange<UInt16>?)
    /// `snat to`, of the table's own family.
    indirect case sourceNAT(IPAddress, ports: ClosedRange<UInt16>?)
    /// `snat to ip saddr . ip daddr map @name`.
    case sourceNATMap(String)
    /// `dnat to ip daddr map @name`.
    case destinationNATMap(String)
    /// `ip dscp set`, 0 to 63.
    case setDSCP(UInt8)
}

/// What conntrack thinks of a packet, by the bits of nft(8)'s `ct state`.
package struct ConntrackState: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    package static let invalid = ConntrackState(rawValue: 1)
    package static let established = ConntrackState(rawValue: 2)
    package static let related = ConntrackState(rawValue: 4)
    package static let new = ConntrackState(rawValue: 8)
    package static let untracked = ConntrackState(rawValue: 64)

    /// The words of nft(8), joined by commas.
    var text: String {
        let words: [(ConntrackState, String)] = [
            (.invalid, "invalid"), (.established, "established"), (.related, "related"), (.new, "new"),
            (.untracked, "untracked"),
        ]
        return words.filter { contains($0.0) }.map(\.1).joined(separator: ",")
    }
}
