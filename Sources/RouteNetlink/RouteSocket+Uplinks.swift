import Addressing
import CLibmnl
import Glibc
package import Netlink
package import Routing

extension RouteSocket {
    /// The links that a default route of the table main leads out of, of either family.
    package mutating func uplinks() throws(NetlinkError) -> [Link] {
        var indexes: Set<UInt32> = []
        for family in IPFamily.allCases {
            var request = MessageBuffer()
            request.begin(UInt16(RTM_GETROUTE))
            var header = rtmsg()
            header.rtm_family = family.number
            header.rtm_table = UInt8(RT_TABLE_MAIN.rawValue)
            request.putFixed(header)
            do {
                indexes = try socket.dump(&request, operation: "list \(family) routes", into: indexes) {
                    $0.formUnion($1.defaultRouteLink(family))
                }
            } catch  where error.code == ENOENT {
                // The kernel makes the IPv4 table main with its first route.
                continue
            }
        }
        return indexes.isEmpty ? [] : try links().filter { indexes.contains($0.index) }
    }
}

extension NetlinkMessage {
    /// The link of a default route; empty for any other message, and for routes of several next hops.
    fileprivate func defaultRouteLink(_ family: IPFamily) -> [UInt32] {
        guard type == RTM_NEWROUTE, let header = fixed(rtmsg.self), header.rtm_family == family.number,
            header.rtm_dst_len == 0, header.rtm_table == UInt8(RT_TABLE_MAIN.rawValue),
            Int(header.rtm_type) == RTN_UNICAST
        else { return [] }
        let link = attributes(after: MemoryLayout<rtmsg>.size).first(Int(RTA_OIF.rawValue))
        return [link?.integer(UInt32.self)].compactMap(\.self)
    }
}
