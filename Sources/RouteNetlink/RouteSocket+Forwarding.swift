import Addressing
import CLibmnl
import Glibc
package import Netlink
package import Routing

extension RouteSocket {
    /// The entries of the forwarding databases of `links`, which are VXLAN devices.
    package mutating func forwardingEntries(of links: [Link]) throws(NetlinkError) -> [ForwardingEntry] {
        guard !links.isEmpty else { return [] }
        let names = Dictionary(links.map { ($0.index, $0.name) }) { first, _ in first }
        var request = MessageBuffer()
        request.begin(UInt16(RTM_GETNEIGH))
        var header = ndmsg()
        header.ndm_family = UInt8(PF_BRIDGE)
        request.putFixed(header)
        return try socket.dump(&request, operation: "list forwarding entries", into: []) { entries, message in
            guard message.type == RTM_NEWNEIGH, let header = message.fixed(ndmsg.self),
                Int32(header.ndm_family) == PF_BRIDGE,
                let device = names[UInt32(bitPattern: header.ndm_ifindex)]
            else { return }
            let attributes = message.attributes(after: MemoryLayout<ndmsg>.size)
            guard let linkAddress = attributes.first(Int(NDA_LLADDR)).map({ Array($0.bytes) }),
                let remote = attributes.first(Int(NDA_DST)).flatMap({ IPAddress(bytes: $0.bytes) })
            else { return }
            entries.append(ForwardingEntry(linkAddress, device: device, remote: remote))
        }
    }

    /// Adds `entry`, or puts it in the place of the one of the same link-layer address.
    package mutating func add(_ entry: ForwardingEntry, on link: Link) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWNEIGH), flags: UInt16(NLM_F_CREATE | NLM_F_REPLACE))
        request.put(entry, on: link)
        try socket.transact(&request, operation: "add forwarding entry \(entry)")
    }

    /// Removes `entry`; that it, or its device, is gone already is what was wanted.
    package mutating func remove(_ entry: ForwardingEntry, on link: Link) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_DELNEIGH))
        request.put(entry, on: link)
        do {
            try socket.transact(&request, operation: "remove forwarding entry \(entry)")
        } catch  where error.code == ENOENT || error.code == ENODEV {
            return
        }
    }
}

extension MessageBuffer {
    fileprivate mutating func put(_ entry: ForwardingEntry, on link: Link) {
        var header = ndmsg()
        header.ndm_family = UInt8(PF_BRIDGE)
        header.ndm_ifindex = Int32(bitPattern: link.index)
        header.ndm_state = Neighbour.State([.permanent, .noARP]).rawValue
        header.ndm_flags = UInt8(NTF_SELF)
        putFixed(header)
        put(Int(NDA_LLADDR), bytes: entry.linkAddress)
        put(Int(NDA_DST), bytes: entry.remote.bytes)
    }
}
