import CLibnftnl
package import Netlink

/// A transaction that somebody has done, on whatever table.
package struct GenerationEvent: Hashable, Sendable {
    /// The kernel's count of transactions, with this one.
    package let generation: UInt32
    /// The port of the socket that the transaction came through.
    package let portID: UInt32
    /// The thread that did it, and the name of that thread, which is mostly the program's.
    package let threadID: UInt32?
    package let threadName: String?
}

/// Tells of every transaction on nftables in this network namespace.
package struct GenerationEvents: ~Copyable {
    private var netlink: NetlinkSocket

    package init() throws(NetlinkError) {
        let socket = try NetlinkSocket(.netfilter, groups: [UInt32(NFNLGRP_NFTABLES.rawValue)])
        // Of what the kernel tells about each transaction, every rule and every element, only its end is
        // wanted; queueing the rest would overrun any buffer.
        try socket.accept(onlyType: UInt16(NFNL_SUBSYS_NFTABLES) << 8 | UInt16(NFT_MSG_NEWGEN.rawValue))
        // Room for a thousand or two; what is told twice a second for minutes still fits.
        socket.setReceiveBufferSize(1 << 20)
        netlink = socket
    }

    /// Readable when there is something to drain.
    package var descriptor: Int32 { netlink.descriptor }

    /// The transactions since the last time, oldest first.
    ///
    /// `NetlinkError.overrun` says that there were more than could be queued; the next call gives those
    /// that were.
    package mutating func drain() throws(NetlinkError) -> [GenerationEvent] {
        var events: [GenerationEvent] = []
        try netlink.receiveQueued { message in
            guard message.nftablesType == NFT_MSG_NEWGEN.rawValue else { return }
            let attributes = message.nftablesAttributes
            guard let generation: UInt32 = attributes.first(Int(NFTA_GEN_ID.rawValue))?.bigEndian() else {
                return
            }
            events.append(
                GenerationEvent(
                    generation: generation, portID: message.portID,
                    threadID: attributes.first(Int(NFTA_GEN_PROC_PID.rawValue))?.bigEndian(),
                    threadName: attributes.first(Int(NFTA_GEN_PROC_NAME.rawValue))?.string))
        }
        return events
    }
}
