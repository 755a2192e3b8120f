import CLibmnl
package import Netlink
package import Routing

/// The kernel's news of its network interfaces and their addresses, from the moment this is made.
///
/// Whoever wants all links listens first and lists then: what changes between the two is told as an event.
package struct LinkEvents: ~Copyable {
    private var socket: NetlinkSocket

    package init() throws(NetlinkError) {
        socket = try NetlinkSocket(
            .route, groups: [RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR].map(\.rawValue))
        // A message takes some 4 KiB of it: enough for a node that starts a few hundred pods at once.
        socket.setReceiveBufferSize(2 << 20)
    }

    /// Readable when there is something to drain.
    package var descriptor: Int32 { socket.descriptor }

    /// All events that are queued, without waiting for more.
    package mutating func drain() throws(NetlinkError) -> [LinkEvent] {
        var events: [LinkEvent] = []
        while true {
            do {
                try socket.receiveQueued { message throws(NetlinkError) in
                    if let event = message.linkEvent { events.append(event) }
                }
                return events
            } catch .overrun {
                // What is still queued is older than what was lost. It is taken off here, so that the listing
                // that must follow has the last word.
                events.append(.overflow)
            }
        }
    }
}

extension NetlinkMessage {
    fileprivate var linkEvent: LinkEvent? {
        switch type {
        case UInt16(RTM_NEWADDR), UInt16(RTM_DELADDR): return .addressesChanged
        default: break
        }
        guard let link else { return nil }
        return switch type {
        case UInt16(RTM_NEWLINK): .changed(link)
        case UInt16(RTM_DELLINK): .removed(index: link.index, name: link.name)
        default: nil
        }
    }
}
