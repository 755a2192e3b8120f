package import Addressing
import CLibmnl
import Glibc
package import Netlink
package import Routing

/// A VXLAN device as the kernel has it.
package struct ListedVXLANLink: Hashable, Sendable {
    package let link: Link
    package let network: UInt32
    package let port: UInt16
    package let local: IPAddress?
    /// The device by which wrapped packets leave, by its index; 0: by whatever routes say.
    package let parent: UInt32
    /// Whether it learns where link-layer addresses are from what it receives.
    package let learns: Bool
    /// Whether it bears our alias.
    package let isOurs: Bool
}

extension RouteSocket {
    /// All VXLAN devices by ascending index.
    package mutating func vxlanLinks() throws(NetlinkError) -> [ListedVXLANLink] {
        var request = MessageBuffer()
        request.beginLinkListing()
        let found: [ListedVXLANLink] = try socket.dump(
            &request, operation: "list VXLAN devices", into: []
        ) { links, message in
            if message.type == RTM_NEWLINK, let link = message.vxlanLink { links.append(link) }
        }
        return found.sorted { $0.link < $1.link }
    }

    /// Makes the device `link`, which stays down.
    package mutating func make(_ link: VXLANLink, parent: Link) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWLINK), flags: UInt16(NLM_F_CREATE | NLM_F_EXCL))
        request.putFixed(ifinfomsg())
        request.put(Int(IFLA_IFNAME), string: link.name)
        request.put(Int(IFLA_ADDRESS), bytes: link.linkAddress)
        request.put(Int(IFLA_MTU), link.mtu)
        request.nest(Int(IFLA_LINKINFO)) { info in
            info.put(Int(IFLA_INFO_KIND), string: "vxlan")
            info.nest(Int(IFLA_INFO_DATA)) { data in
                data.put(Int(IFLA_VXLAN_ID), link.network)
                data.put(Int(IFLA_VXLAN_PORT), link.port.bigEndian)
                data.put(Int(IFLA_VXLAN_LINK), parent.index)
                data.put(Int(IFLA_VXLAN_LEARNING), UInt8(0))
                let local = link.local.family == .v4 ? IFLA_VXLAN_LOCAL : IFLA_VXLAN_LOCAL6
                data.put(Int(local), bytes: link.local.bytes)
            }
        }
        try socket.transact(&request, operation: "make VXLAN device \(link.name)")
    }

    /// Gives the device `index` what can be changed while it is there, marks it ours, and sets it up.
    package mutating func settle(_ link: VXLANLink, index: UInt32) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWLINK))
        var header = ifinfomsg()
        header.ifi_index = Int32(bitPattern: index)
        header.ifi_flags = UInt32(IFF_UP)
        header.ifi_change = UInt32(IFF_UP)
        request.putFixed(header)
        request.put(Int(IFLA_MTU), link.mtu)
        request.put(Int(IFLA_ADDRESS), bytes: link.linkAddress)
        request.put(Int(IFLA_IFALIAS), bytes: Array(VXLANLink.alias.utf8))
        try socket.transact(&request, operation: "set VXLAN device \(link.name) up")
    }

    /// Removes a device, with its addresses, neighbours and routes; that it is gone already is what was wanted.
    package mutating func delete(_ link: Link) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_DELLINK))
        var header = ifinfomsg()
        header.ifi_index = Int32(bitPattern: link.index)
        request.putFixed(header)
        do {
            try socket.transact(&request, operation: "remove device \(link.name)")
        } catch  where error.code == ENODEV {
            return
        }
    }

    /// Gives a device an address that nobody else on the link has: for IPv6 that is not asked for.
    package mutating func add(_ address: IPAddress, to link: Link) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWADDR), flags: UInt16(NLM_F_CREATE | NLM_F_REPLACE))
        request.putAddress(address, length: UInt8(address.family.addressBits), link)
        if address.family == .v6 { request.put(Int(IFA_FLAGS), UInt32(IFA_F_NODAD)) }
        try socket.transact(&request, operation: "add address \(address) to \(link.name)")
    }

    /// Takes an address from a device; that it is gone already is what was wanted.
    package mutating func remove(_ address: InterfaceAddress, from link: Link) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_DELADDR))
        request.putAddress(address.address, length: address.prefixLength, link)
        do {
            try socket.transact(
                &request, operation: "remove address \(address.address) from \(link.name)")
        } catch  where error.code == EADDRNOTAVAIL || error.code == ENODEV {
            return
        }
    }
}

extension MessageBuffer {
    fileprivate mutating func putAddress(_ address: IPAddress, length: UInt8, _ link: Link) {
        var header = ifaddrmsg()
        header.ifa_family = address.family.number
        header.ifa_prefixlen = length
        header.ifa_index = link.index
        putFixed(header)
        put(Int(IFA_LOCAL), bytes: address.bytes)
        put(Int(IFA_ADDRESS), bytes: address.bytes)
    }
}

extension NetlinkMessage {
    /// The VXLAN device that an `RTM_NEWLINK` tells of; `nil` for a device of another kind.
    fileprivate var vxlanLink: ListedVXLANLink? {
        guard let link, link.kind == "vxlan" else { return nil }
        let attributes = attributes(after: MemoryLayout<ifinfomsg>.size)
        guard
            let data = attributes.first(Int(IFLA_LINKINFO))?.attributes.first(Int(IFLA_INFO_DATA))?.attributes
        else { return nil }
        let local = data.first(Int(IFLA_VXLAN_LOCAL)) ?? data.first(Int(IFLA_VXLAN_LOCAL6))
        return ListedVXLANLink(
            link: link, network: data.first(Int(IFLA_VXLAN_ID))?.integer() ?? 0,
            port: data.first(Int(IFLA_VXLAN_PORT))?.bigEndian() ?? 0,
            local: local.flatMap { IPAddress(bytes: $0.bytes) },
            parent: data.first(Int(IFLA_VXLAN_LINK))?.integer() ?? 0,
            learns: data.first(Int(IFLA_VXLAN_LEARNING))?.integer(UInt8.self) != 0,
            isOurs: attributes.first(Int(IFLA_IFALIAS))?.string == VXLANLink.alias)
    }
}
