package import Addressing
import CLibmnl
import Glibc
package import Netlink
package import Routing

extension RouteSocket {
    /// Adds an address that is usable at once, since nobody is asked whether it is taken (`nodad`).
    ///
    /// That it is there already is what was wanted.
    package mutating func add(_ address: InterfaceAddress) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWADDR), flags: UInt16(NLM_F_CREATE | NLM_F_EXCL))
        var header = ifaddrmsg()
        let family = address.address.family
        header.ifa_family = family.number
        header.ifa_prefixlen = address.prefixLength
        header.ifa_flags = family == .v6 ? UInt8(IFA_F_NODAD) : 0
        let isLinkLocal = address.address.isLinkLocal
        header.ifa_scope = UInt8((isLinkLocal ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE).rawValue)
        header.ifa_index = address.link
        request.putFixed(header)
        request.put(Int(IFA_LOCAL), bytes: address.address.bytes)
        request.put(Int(IFA_ADDRESS), bytes: address.address.bytes)
        do {
            try socket.transact(&request, operation: "add the address \(address)")
        } catch  where error.code == EEXIST {
            return
        }
    }

    /// Adds a route to `destination`, through `gateway` or straight out of the link, as `ip route` would: not
    /// one of the agent's, which are of workloads.
    ///
    /// - Parameter source: the address that what leaves by it has, if no other was chosen.
    package mutating func addRoute(
        to destination: IPPrefix, through gateway: IPAddress?, from source: IPAddress?, on index: UInt32
    ) throws(NetlinkError) {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_NEWROUTE), flags: UInt16(NLM_F_CREATE | NLM_F_REPLACE))
        var header = rtmsg()
        header.rtm_family = destination.family.number
        header.rtm_dst_len = destination.length
        header.rtm_table = UInt8(RT_TABLE_MAIN.rawValue)
        header.rtm_protocol = UInt8(RTPROT_BOOT)
        header.rtm_type = UInt8(RTN_UNICAST)
        let isOnLink = gateway == nil && destination.family == .v4
        header.rtm_scope = UInt8((isOnLink ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE).rawValue)
        request.putFixed(header)
        if destination.length > 0 { request.put(Int(RTA_DST.rawValue), bytes: destination.address.bytes) }
        if let gateway { request.put(Int(RTA_GATEWAY.rawValue), bytes: gateway.bytes) }
        if let source { request.put(Int(RTA_PREFSRC.rawValue), bytes: source.bytes) }
        request.put(Int(RTA_OIF.rawValue), index)
        let way = gateway.map { " via \($0)" } ?? ""
        try socket.transact(&request, operation: "add the route \(destination)\(way)")
    }

    /// The gateways of the routes of the table main to `destination` out of the link, `nil` among them for
    /// one straight out of it.
    package mutating func gateways(
        to destination: IPPrefix, on index: UInt32
    ) throws(NetlinkError) -> [IPAddress?] {
        var request = MessageBuffer()
        request.begin(UInt16(RTM_GETROUTE))
        var header = rtmsg()
        header.rtm_family = destination.family.number
        header.rtm_table = UInt8(RT_TABLE_MAIN.rawValue)
        request.putFixed(header)
        do {
            return try socket.dump(&request, operation: "list routes", into: []) { found, message in
                guard let gateway = message.gateway(to: destination, on: index) else { return }
                found.append(gateway)
            }
        } catch  where error.code == ENOENT {
            return []
        }
    }
}

extension NetlinkMessage {
    fileprivate func gateway(to destination: IPPrefix, on index: UInt32) -> IPAddress?? {
        guard type == RTM_NEWROUTE, let header = fixed(rtmsg.self),
            header.rtm_family == destination.family.number, header.rtm_dst_len == destination.length,
            header.rtm_table == UInt8(RT_TABLE_MAIN.rawValue), Int(header.rtm_type) == RTN_UNICAST
        else { return nil }
        let attributes = attributes(after: MemoryLayout<rtmsg>.size)
        let bytes = attributes.first(Int(RTA_DST.rawValue))?.bytes
        let found = bytes.flatMap { IPAddress(bytes: $0) } ?? IPAddress(destination.family, bits: 0)
        guard found == destination.address, attributes.first(Int(RTA_OIF.rawValue))?.integer() == index else {
            return nil
        }
        return attributes.first(Int(RTA_GATEWAY.rawValue)).flatMap { IPAddress(bytes: $0.bytes) }
    }
}

extension IPAddress {
    /// Whether it means something on one link only: 169.254.0.0/16, fe80::/10.
    fileprivate var isLinkLocal: Bool {
        family == .v4 ? bits >> 16 == 0xa9fe : bits >> 118 == 0xfe80 >> 6
    }
}
