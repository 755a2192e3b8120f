import Addressing
import CLibmnl
import Glibc
import Netlink
import Routing

/// A route as the kernel lists it, with its device known by index.
struct ListedRoute {
    let destination: IPPrefix
    /// 0 where it leads nowhere.
    let link: UInt32
    let isBlackhole: Bool
    let gateway: IPAddress?
    let source: IPAddress?
    let metric: UInt32

    /// The route as we make it, if its device has a name still.
    func route(_ names: [UInt32: String]) -> Route? {
        guard !isBlackhole else { return Route(to: destination, .blackhole) }
        guard let device = names[link] else { return nil }
        if gateway == nil, let source, metric == Route.encryptedMetric {
            return Route(to: destination, .tunnel(device, source: source))
        }
        guard let gateway else { return Route(to: destination, .link(device)) }
        return Route(to: destination, .gateway(gateway, device: device, source: source))
    }
}

extension NetlinkMessage {
    /// The link that an `RTM_NEWLINK` or `RTM_DELLINK` tells of.
    ///
    /// `nil` for what a bridge tells of its ports in messages of the same types: a port that leaves its
    /// bridge is no interface removed.
    var link: Link? {
        let attributes = attributes(after: MemoryLayout<ifinfomsg>.size)
        guard let header = fixed(ifinfomsg.self), Int32(header.ifi_family) == AF_UNSPEC,
            let name = attributes.first(Int(IFLA_IFNAME))?.string
        else { return nil }
        let flags = header.ifi_flags
        return Link(
            index: UInt32(bitPattern: header.ifi_index), name: name,
            isUp: flags & UInt32(IFF_UP) != 0, isRunning: flags & UInt32(IFF_RUNNING) != 0,
            mtu: attributes.first(Int(IFLA_MTU))?.integer() ?? 0,
            linkAddress: attributes.first(Int(IFLA_ADDRESS)).map { Array($0.bytes) } ?? [],
            kind: attributes.first(Int(IFLA_LINKINFO))?.attributes.first(Int(IFLA_INFO_KIND))?.string)
    }

    /// The route of an `RTM_NEWROUTE`, if it is one that was asked for: a kernel without IPv6 answers for
    /// all other families, and an old one does not filter.
    func route(of family: IPFamily, protocol number: UInt8) -> ListedRoute? {
        guard let header = fixed(rtmsg.self), header.rtm_family == family.number,
            header.rtm_protocol == number, header.rtm_table == UInt8(RT_TABLE_MAIN.rawValue),
            [RTN_UNICAST, RTN_BLACKHOLE].contains(Int(header.rtm_type)),
            header.rtm_dst_len <= family.addressBits,
            header.rtm_flags & UInt32(RTM_F_CLONED) == 0
        else { return nil }
        // The address is left out of default routes.
        var destination = IPAddress(family, bits: 0)
        var link: UInt32 = 0
        var gateway: IPAddress?
        var source: IPAddress?
        var metric: UInt32 = 0
        for attribute in attributes(after: MemoryLayout<rtmsg>.size) {
            switch attribute.type {
            case Int(RTA_DST.rawValue):
                guard let address = IPAddress(bytes: attribute.bytes) else { return nil }
                destination = address
            case Int(RTA_OIF.rawValue): link = attribute.integer() ?? 0
            case Int(RTA_GATEWAY.rawValue): gateway = IPAddress(bytes: attribute.bytes)
            case Int(RTA_PREFSRC.rawValue): source = IPAddress(bytes: attribute.bytes)
            case Int(RTA_PRIORITY.rawValue): metric = attribute.integer() ?? 0
            case Int(RTA_VIA.rawValue), Int(RTA_MULTIPATH.rawValue): return nil
            default: continue
            }
        }
        let isBlackhole = Int(header.rtm_type) == RTN_BLACKHOLE
        guard link != 0 || isBlackhole, destination.family == family else { return nil }
        return ListedRoute(
            destination: IPPrefix(destination, length: header.rtm_dst_len), link: link,
            isBlackhole: isBlackhole, gateway: gateway, source: source, metric: metric)
    }

    /// The device's index if this is an IPv6 default route that a router advertised.
    var advertisedUplink: UInt32? {
        guard let header = fixed(rtmsg.self), header.rtm_family == IPFamily.v6.number,
            Int32(header.rtm_protocol) == RTPROT_RA, header.rtm_dst_len == 0
        else { return nil }
        return attributes(after: MemoryLayout<rtmsg>.size).first(Int(RTA_OIF.rawValue))?.integer()
    }

    /// The address of an `RTM_NEWADDR`.
    func address(of family: IPFamily) -> InterfaceAddress? {
        guard let header = fixed(ifaddrmsg.self), header.ifa_family == family.number else { return nil }
        let attributes = attributes(after: MemoryLayout<ifaddrmsg>.size)
        // Of a point-to-point interface IFA_ADDRESS is the other end; IPv6 gives IFA_LOCAL only then.
        let bytes = (attributes.first(Int(IFA_LOCAL)) ?? attributes.first(Int(IFA_ADDRESS)))?.bytes
        guard let address = bytes.flatMap({ IPAddress(bytes: $0) }), address.family == family else {
            return nil
        }
        let flags = attributes.first(Int(IFA_FLAGS))?.integer() ?? UInt32(header.ifa_flags)
        return InterfaceAddress(
            address, prefixLength: header.ifa_prefixlen, link: header.ifa_index,
            flags: InterfaceAddress.Flags(rawValue: flags))
    }

    /// The neighbour of an `RTM_NEWNEIGH`.
    func neighbour(of family: IPFamily) -> Neighbour? {
        guard let header = fixed(ndmsg.self), header.ndm_family == family.number else { return nil }
        let attributes = attributes(after: MemoryLayout<ndmsg>.size)
        guard let address = attributes.first(Int(NDA_DST)).flatMap({ IPAddress(bytes: $0.bytes) }),
            address.family == family
        else { return nil }
        return Neighbour(
            address, link: UInt32(bitPattern: header.ndm_ifindex),
            linkAddress: attributes.first(Int(NDA_LLADDR)).map { Array($0.bytes) } ?? [],
            state: Neighbour.State(rawValue: header.ndm_state))
    }
}
