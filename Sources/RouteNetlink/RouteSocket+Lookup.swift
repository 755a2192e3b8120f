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
        let answer = try lookUp(destination, flags: 0)
        return answer?.attributes(after: MemoryLayout<rtmsg>.size).first(Int(RTA_PREFSRC.rawValue))
            .flatMap { IPAddress(bytes: $0.bytes) }
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
        _ destination: IPAddress, flags: UInt32
    ) throws(NetlinkError) -> NetlinkMessage? {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_GETROUTE))
        var header = rtmsg()
        header.rtm_family = destination.family.number
        header.rtm_dst_len = UInt8(destination.family.addressBits)
        header.rtm_flags = flags
        request.putFixed(header)
        request.put(Int(RTA_DST.rawValue), bytes: destination.bytes)
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
