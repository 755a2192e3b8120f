import Addressing
import CLibmnl
import Netlink
import Routing

extension IPFamily {
    /// `AF_INET` or `AF_INET6`.
    var number: UInt8 { UInt8(self == .v4 ? AF_INET : AF_INET6) }
}

extension MessageBuffer {
    mutating func beginLinkListing() {
        begin(UInt16(RTM_GETLINK))
        putFixed(ifinfomsg())
        // Counters are most of a link's message, and nobody here reads them.
        put(Int(IFLA_EXT_MASK), UInt32(RTEXT_FILTER_SKIP_STATS))
    }

    mutating func beginRouteListing(_ family: IPFamily, protocol number: UInt8) {
        begin(UInt16(RTM_GETROUTE))
        var header = rtmsg()
        header.rtm_family = family.number
        header.rtm_table = UInt8(RT_TABLE_MAIN.rawValue)
        header.rtm_protocol = number
        putFixed(header)
    }

    mutating func beginAddressListing(_ family: IPFamily) {
        begin(UInt16(RTM_GETADDR))
        var header = ifaddrmsg()
        header.ifa_family = family.number
        putFixed(header)
    }

    mutating func beginNeighbourListing(_ family: IPFamily) {
        begin(UInt16(RTM_GETNEIGH))
        var header = ndmsg()
        header.ndm_family = family.number
        putFixed(header)
    }

    /// Begins the message that does `change`, as `ip route replace` or `ip route del` would send it.
    mutating func begin(_ change: RouteChange, sequence: UInt32) {
        let family = change.route.destination.family
        switch change.operation {
        case .add:
            begin(UInt16(RTM_NEWROUTE), flags: UInt16(NLM_F_CREATE | NLM_F_REPLACE), sequence: sequence)
        case .remove: begin(UInt16(RTM_DELROUTE), sequence: sequence)
        }
        var header = rtmsg()
        header.rtm_family = family.number
        header.rtm_dst_len = change.route.destination.length
        header.rtm_table = UInt8(RT_TABLE_MAIN.rawValue)
        // In a removal these must match, so that nobody else's route goes.
        header.rtm_protocol = Route.ourProtocol
        header.rtm_type = UInt8(change.route.way == .blackhole ? RTN_BLACKHOLE : RTN_UNICAST)
        // IPv6 knows no scopes for routes.
        if family == .v4, change.route.way.isOnLink { header.rtm_scope = UInt8(RT_SCOPE_LINK.rawValue) }
        if case .gateway = change.route.way { header.rtm_flags = UInt32(RTNH_F_ONLINK) }
        putFixed(header)
        put(Int(RTA_DST.rawValue), bytes: change.route.destination.address.bytes)
        if change.route.device != nil { put(Int(RTA_OIF.rawValue), change.link) }
        if let metric = change.route.metric { put(Int(RTA_PRIORITY.rawValue), metric) }
        switch change.route.way {
        case .gateway(let gateway, _, let source):
            put(Int(RTA_GATEWAY.rawValue), bytes: gateway.bytes)
            if let source { put(Int(RTA_PREFSRC.rawValue), bytes: source.bytes) }
        case .tunnel(_, let source): put(Int(RTA_PREFSRC.rawValue), bytes: source.bytes)
        case .link, .blackhole: return
        }
    }
}

extension Route.Way {
    /// Whether packets go out of a device without a next hop.
    fileprivate var isOnLink: Bool {
        switch self {
        case .link, .tunnel: true
        case .gateway, .blackhole: false
        }
    }
}
