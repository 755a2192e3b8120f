package import Addressing

/// What a set's key or a map's value consists of, by its nft(8) name.
///
/// The numbers are those that nft(8) stores in the kernel, so that it can print our sets; the kernel does
/// not read them. They are the `enum datatypes` of nftables' `include/datatype.h`.
package enum DataType: UInt32, Hashable, Sendable, CaseIterable {
    case verdict = 1
    case ipv4Address = 7
    case ipv6Address = 8
    case etherAddress = 9
    case protocolNumber = 12
    case port = 13
    /// A packet's or connection's mark, in the machine's byte order.
    case mark = 19
    case conntrackState = 26
    case interfaceName = 41
    case icmpType = 14
    case icmpv6Type = 29

    /// The type of an address of `family`.
    package static func address(_ family: IPFamily) -> DataType {
        family == .v4 ? .ipv4Address : .ipv6Address
    }

    package var name: String {
        switch self {
        case .verdict: "verdict"
        case .ipv4Address: "ipv4_addr"
        case .ipv6Address: "ipv6_addr"
        case .etherAddress: "ether_addr"
        case .protocolNumber: "inet_proto"
        case .port: "inet_service"
        case .mark: "mark"
        case .conntrackState: "ct_state"
        case .interfaceName: "ifname"
        case .icmpType: "icmp_type"
        case .icmpv6Type: "icmpv6_type"
        }
    }

    /// The number of bytes of a value.
    package var length: Int {
        switch self {
        case .protocolNumber, .icmpType, .icmpv6Type: 1
        case .port: 2
        case .verdict, .ipv4Address, .mark, .conntrackState: 4
        case .etherAddress: 6
        case .ipv6Address, .interfaceName: 16
        }
    }

    /// The number of bytes of a value inside a concatenation, where each part fills whole registers of 4.
    package var paddedLength: Int { (length + 3) / 4 * 4 }

    /// Whether values are numbers in network byte order, which alone can be `Elements.values` and ranges.
    package var isNumber: Bool {
        switch self {
        case .ipv4Address, .ipv6Address, .etherAddress, .protocolNumber, .port, .icmpType, .icmpv6Type: true
        case .verdict, .mark, .conntrackState, .interfaceName: false
        }
    }
}
