import Addressing
import CLibnftnl
import Netlink
import Nftables

extension MessageBuffer {
    /// Begins a message of nf_tables; `type` as in `enum nf_tables_msg_types`.
    mutating func begin(
        _ type: nf_tables_msg_types, _ family: IPFamily?, flags: Int32 = 0, sequence: UInt32 = 0
    ) {
        begin(
            UInt16(NFNL_SUBSYS_NFTABLES) << 8 | UInt16(type.rawValue), flags: UInt16(flags),
            sequence: sequence)
        putFixed(nfgenmsg(nfgen_family: family.protocolNumber, version: UInt8(NFNETLINK_V0), res_id: 0))
    }

    /// Begins the message that opens or closes a transaction.
    mutating func beginBatchMark(_ type: Int32) {
        begin(UInt16(type))
        let subsystem = UInt16(NFNL_SUBSYS_NFTABLES).bigEndian
        putFixed(nfgenmsg(nfgen_family: 0, version: UInt8(NFNETLINK_V0), res_id: subsystem))
    }
}

extension NetlinkMessage {
    /// The number in `enum nf_tables_msg_types`; `nil` for messages of others.
    var nftablesType: UInt32? {
        type >> 8 == UInt16(NFNL_SUBSYS_NFTABLES) ? UInt32(type & 0xff) : nil
    }

    /// The attributes of a message of nf_tables.
    var nftablesAttributes: NetlinkAttributes { attributes(after: MemoryLayout<nfgenmsg>.size) }
}

extension IPFamily? {
    /// The family's number in `linux/netfilter.h`; the unspecified one for `nil`.
    fileprivate var protocolNumber: UInt8 {
        switch self {
        case .v4: UInt8(NFPROTO_IPV4)
        case .v6: UInt8(NFPROTO_IPV6)
        case nil: UInt8(NFPROTO_UNSPEC)
        }
    }
}
