package import Addressing
import CLibmnl
import Glibc
package import Netlink
package import Routing

extension RouteSocket {
    /// All interfaces with their addresses, and which of them the default routes lead out of.
    package mutating func interfaces() throws(NetlinkError) -> [NetworkInterface] {
        let links = try links()
        let addresses = try addresses(.v4) + addresses(.v6)
        let byLink = Dictionary(grouping: addresses, by: \.link)
        let defaults = try DualStack { family throws(NetlinkError) in try defaultRouteLink(family) }
        return links.map { link in
            NetworkInterface(
                link, byLink[link.index] ?? [], hasDefaultRoute: defaults.map { $0 == link.index })
        }
    }

    /// The address that the kernel would send from to `destination`; `nil` if there is no way.
    package mutating func source(toReach destination: IPAddress) throws(NetlinkError) -> IPAddress? {
        let answer = try lookUp(destination)
        return answer?.attributes(after: MemoryLayout<rtmsg>.size).first(Int(RTA_PREFSRC.rawValue))
            .flatMap { IPAddress(bytes: $0.bytes) }
    }

    /// The interfaces, by index, that the route of packets to `destination` leads out of: several where it has
    /// several next hops, none where there is no way, or where it leads to the host itself.
    ///
    /// - Parameters:
    ///   - source: one of the host's own addresses, or with `link` anybody's.
    ///   - link: that by which the packets come; `nil`: they are the host's.
    package mutating func links(
        toReach destination: IPAddress, from source: IPAddress? = nil, by link: UInt32? = nil
    ) throws(NetlinkError) -> [UInt32] {
        let answer = try lookUp(destination, from: source, by: link, flags: UInt32(RTM_F_FIB_MATCH))
        guard let answer, answer.fixed(rtmsg.self)?.rtm_type == UInt8(RTN_UNICAST) else { return [] }
        let attributes = answer.attributes(after: MemoryLayout<rtmsg>.size)
        if let hops = attributes.first(Int(RTA_MULTIPATH.rawValue)) { return nextHops(hops.bytes) }
        return attributes.first(Int(RTA_OIF.rawValue)).flatMap { $0.integer() }.map { [$0] } ?? []
    }

    /// The interfaces in a list of `rtnexthop`: linux/rtnetlink.h.
    private func nextHops(_ list: ArraySlice<UInt8>) -> [UInt32] {
        var links: [UInt32] = []
        var rest = list
        while let length = rest.integer(at: 0, as: UInt16.self), length >= MemoryLayout<rtnexthop>.size,
            let link = rest.integer(
                at: MemoryLayout<rtnexthop>.offset(of: \.rtnh_ifindex) ?? 4, as: UInt32.self)
        {
            links.append(link)
            rest = rest.dropFirst((Int(length) + 3) & ~3)
        }
        return links
    }

    /// The interface that the default route of `family` leads out of, by index.
    private mutating func defaultRouteLink(_ family: IPFamily) throws(NetlinkError) -> UInt32? {
        // Nobody has these: 240.0.0.0/4 is reserved (RFC 1112), 3fff::/20 is for documentation (RFC 9637).
        let nobody = IPAddress(family, bits: family == .v4 ? 0xf000_0001 : (0x3fff << 112) | 1)
        let answer = try lookUp(nobody, flags: UInt32(RTM_F_FIB_MATCH))
        guard let answer, answer.fixed(rtmsg.self)?.rtm_dst_len == 0 else { return nil }
        return answer.attributes(after: MemoryLayout<rtmsg>.size).first(Int(RTA_OIF.rawValue))?.integer()
    }

    /// What the kernel says of the way to `destination`; `nil` if there is none.
    private mutating func lookUp(
        _ destination: IPAddress, from source: IPAddress? = nil, by link: UInt32? = nil, flags: UInt32 = 0
    ) throws(NetlinkError) -> NetlinkMessage? {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_GETROUTE))
        var header = rtmsg()
        header.rtm_family = destination.family.number
        header.rtm_dst_len = UInt8(destination.family.addressBits)
        header.rtm_src_len = source == nil ? 0 : header.rtm_dst_len
        header.rtm_flags = flags
        request.putFixed(header)
        request.put(Int(RTA_DST.rawValue), bytes: destination.bytes)
        if let source { request.put(Int(RTA_SRC.rawValue), bytes: source.bytes) }
        if let link { request.put(Int(RTA_IIF.rawValue), link) }
        var answer: NetlinkMessage?
        do throws(NetlinkError) {
            try socket.transact(&request, operation: "look up the route to \(destination)") { message in
                if message.type == RTM_NEWROUTE { answer = message }
            }
        } catch  where error.code != nil {
            // Unreachable, prohibited, or no IPv6 at all: whatever it is called, there is no way.
            return nil
        }
        return answer
    }
}
