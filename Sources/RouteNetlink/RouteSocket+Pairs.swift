import CLibmnl
import Glibc
package import Netlink

/// A veth pair to be made: one end here, the other in another network namespace.
package struct VethPair: Hashable, Sendable {
    /// The name of the end in this namespace.
    package var name: String
    /// Six bytes.
    package var linkAddress: [UInt8]
    package var peerName: String
    /// Six bytes; `nil`: the kernel draws one.
    package var peerLinkAddress: [UInt8]?
    /// The namespace of the peer, an open file.
    package var peerNamespace: Int32
    /// Of both ends, in bytes.
    package var mtu: Int

    package init(
        name: String, linkAddress: [UInt8], peerName: String, peerLinkAddress: [UInt8]?,
        peerNamespace: Int32, mtu: Int
    ) {
        self.name = name
        self.linkAddress = linkAddress
        self.peerName = peerName
        self.peerLinkAddress = peerLinkAddress
        self.peerNamespace = peerNamespace
        self.mtu = mtu
    }
}

/// What one asks of a link beside its name.
package struct LinkDetails: Hashable, Sendable {
    package let index: UInt32
    /// Six bytes for Ethernet.
    package let linkAddress: [UInt8]
    /// In bytes.
    package let mtu: Int
    package let isUp: Bool
}

extension RouteSocket {
    /// Makes both ends at once, each in its namespace and down.
    package mutating func create(_ pair: VethPair) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWLINK), flags: UInt16(NLM_F_CREATE | NLM_F_EXCL))
        request.putFixed(ifinfomsg())
        request.put(Int(IFLA_IFNAME), string: pair.name)
        request.put(Int(IFLA_ADDRESS), bytes: pair.linkAddress)
        request.put(Int(IFLA_MTU), UInt32(clamping: pair.mtu))
        request.nest(Int(IFLA_LINKINFO)) { request in
            request.put(Int(IFLA_INFO_KIND), string: "veth")
            request.nest(Int(IFLA_INFO_DATA)) { request in
                // VETH_INFO_PEER of linux/veth.h: a header of its own, then attributes.
                let peer = request.beginNest(1)
                request.putFixed(ifinfomsg())
                request.put(Int(IFLA_IFNAME), string: pair.peerName)
                if let address = pair.peerLinkAddress { request.put(Int(IFLA_ADDRESS), bytes: address) }
                request.put(Int(IFLA_MTU), UInt32(clamping: pair.mtu))
                request.put(Int(IFLA_NET_NS_FD), UInt32(bitPattern: pair.peerNamespace))
                request.endNest(peer)
            }
        }
        try socket.transact(&request, operation: "make the veth pair \(pair.name), \(pair.peerName)")
    }

    /// The link called `name`; `nil` if there is none.
    package mutating func link(named name: String) throws(NetlinkError) -> LinkDetails? {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_GETLINK))
        request.putFixed(ifinfomsg())
        request.put(Int(IFLA_IFNAME), string: name)
        request.put(Int(IFLA_EXT_MASK), UInt32(RTEXT_FILTER_SKIP_STATS))
        var found: LinkDetails?
        do {
            try socket.transact(&request, operation: "look for the link \(name)") { message in
                found = message.linkDetails ?? found
            }
        } catch  where error.code == ENODEV {
            return nil
        }
        return found
    }

    package mutating func setUp(_ index: UInt32) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWLINK))
        var header = ifinfomsg()
        header.ifi_index = Int32(bitPattern: index)
        header.ifi_flags = UInt32(IFF_UP)
        header.ifi_change = UInt32(IFF_UP)
        request.putFixed(header)
        try socket.transact(&request, operation: "set the link \(index) up")
    }

    /// Removes the link called `name`, and the other end of a pair with it; says whether it was there.
    @discardableResult
    package mutating func removeLink(named name: String) throws(NetlinkError) -> Bool {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_DELLINK))
        request.putFixed(ifinfomsg())
        request.put(Int(IFLA_IFNAME), string: name)
        do {
            try socket.transact(&request, operation: "remove the link \(name)")
            return true
        } catch  where error.code == ENODEV {
            return false
        }
    }
}

extension NetlinkMessage {
    fileprivate var linkDetails: LinkDetails? {
        guard type == RTM_NEWLINK, let header = fixed(ifinfomsg.self) else { return nil }
        let attributes = attributes(after: MemoryLayout<ifinfomsg>.size)
        return LinkDetails(
            index: UInt32(bitPattern: header.ifi_index),
            linkAddress: attributes.first(Int(IFLA_ADDRESS)).map { Array($0.bytes) } ?? [],
            mtu: Int(attributes.first(Int(IFLA_MTU))?.integer(UInt32.self) ?? 0),
            isUp: header.ifi_flags & UInt32(IFF_UP) != 0)
    }
}
