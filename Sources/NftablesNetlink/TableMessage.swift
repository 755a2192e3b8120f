import Addressing
import CLibnftnl
import Netlink
import Nftables

extension MessageBuffer {
    /// Begins a message of nf_tables; `type` as in `enum nf_tables_msg_types`.
    mutating func begin(
        _ type: nf_tables_msg_types, _ table: Table?, flags: Int32 = 0, sequence: UInt32 = 0
    ) {
        begin(
            UInt16(NFNL_SUBSYS_NFTABLES) << 8 | UInt16(type.rawValue), flags: UInt16(flags),
            sequence: sequence)
        putFixed(nfgenmsg(nfgen_family: table.protocolNumber, version: UInt8(NFNETLINK_V0), res_id: 0))
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

extension Table? {
    /// The number of the table's family in `linux/netfilter.h`; the unspecified one for `nil`.
    var protocolNumber: UInt8 {
        switch self {
        case .v4: UInt8(NFPROTO_IPV4)
        case .v6: UInt8(NFPROTO_IPV6)
        case .shared: UInt8(NFPROTO_INET)
        case .arp: UInt8(NFPROTO_ARP)
        case nil: UInt8(NFPROTO_UNSPEC)
        }
    }
}

extension BaseHook.Hook {
    /// The hook's number in `table`: ARP has its own, in `linux/netfilter_arp.h`.
    func number(in table: Table) -> UInt32 {
        guard table == .arp else { return rawValue }
        return self == .output ? 1 : 0
    }

    /// The hook with the number in `table`.
    init?(_ number: UInt32, in table: Table) {
        guard table == .arp else {
            self.init(rawValue: number)
            return
        }
        guard let hook = [0: BaseHook.Hook.input, 1: .output][number] else { return nil }
        self = hook
    }
}
