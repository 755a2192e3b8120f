import CLibmnl
import Glibc
package import Netlink
package import Routing

/// A device of some kind as the kernel has it.
package struct ListedLink: Hashable, Sendable {
    package let link: Link
    /// Whether it bears our alias.
    package let isOurs: Bool
}

// Devices that are made without any options: IP in IP, and WireGuard, whose keys and peers come over another bus.
extension RouteSocket {
    /// All devices of `kind`, as `ip link add ... type KIND` has it, by ascending index.
    package mutating func links(ofKind kind: String) throws(NetlinkError) -> [ListedLink] {
        var request = MessageBuffer()
        request.beginLinkListing()
        let found: [ListedLink] = try socket.dump(
            &request, operation: "list devices of the kind \(kind)", into: []
        ) { links, message in
            if message.type == RTM_NEWLINK, let link = message.link(ofKind: kind) { links.append(link) }
        }
        return found.sorted { $0.link < $1.link }
    }

    /// Makes a device, which stays down; that one of the name is there already is what was wanted.
    ///
    /// The kernel makes `tunl0` by itself where the module comes in with this request.
    ///
    /// - Throws: `EOPNOTSUPP` where the kernel has nothing of the kind.
    package mutating func makeLink(_ name: String, kind: String) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWLINK), flags: UInt16(NLM_F_CREATE | NLM_F_EXCL))
        request.putFixed(ifinfomsg())
        request.put(Int(IFLA_IFNAME), string: name)
        request.nest(Int(IFLA_LINKINFO)) { $0.put(Int(IFLA_INFO_KIND), string: kind) }
        do {
            try socket.transact(&request, operation: "make the device \(name)")
        } catch  where error.code == EEXIST {
            return
        }
    }

    /// Gives a device its MTU, marks it ours, and sets it up.
    package mutating func settle(_ link: Link, mtu: UInt32) throws(NetlinkError) {
        try change(link, isUp: true, alias: VXLANLink.alias, mtu: mtu)
    }

    /// Sets a device down that cannot be removed, and takes our mark from it.
    package mutating func release(_ link: Link) throws(NetlinkError) {
        do {
            try change(link, isUp: false, alias: "", mtu: nil)
        } catch  where error.code == ENODEV {
            return
        }
    }

    private mutating func change(
        _ link: Link, isUp: Bool, alias: String, mtu: UInt32?
    ) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWLINK))
        var header = ifinfomsg()
        header.ifi_index = Int32(bitPattern: link.index)
        header.ifi_flags = isUp ? UInt32(IFF_UP) : 0
        header.ifi_change = UInt32(IFF_UP)
        request.putFixed(header)
        if let mtu { request.put(Int(IFLA_MTU), mtu) }
        request.put(Int(IFLA_IFALIAS), bytes: Array(alias.utf8))
        try socket.transact(&request, operation: "set \(link.name) \(isUp ? "up" : "down")")
    }
}

extension NetlinkMessage {
    /// The device that an `RTM_NEWLINK` tells of; `nil` for one of another kind.
    fileprivate func link(ofKind kind: String) -> ListedLink? {
        guard let link, link.kind == kind else { return nil }
        let alias = attributes(after: MemoryLayout<ifinfomsg>.size).first(Int(IFLA_IFALIAS))?.string
        return ListedLink(link: link, isOurs: alias == VXLANLink.alias)
    }
}
