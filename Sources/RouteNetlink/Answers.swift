import Addressing
import CLibmnl
import Glibc
import Netlink
import Routing

/// A route that leads straight out of one device, known by its index.
struct DeviceRoute: Comparable {
    let destination: IPPrefix
    let link: UInt32

    static func < (left: DeviceRoute, right: DeviceRoute) -> Bool {
        (left.destination, left.link) < (right.destination, right.link)
    }
}

extension NetlinkMessage {
    /// The link that an `RTM_NEWLINK` or `RTM_DELLINK` tells of.
    ///
    /// `nil` for what a bridge tells of its ports in messages of the same types: a port that leaves its
    /// bridge is no interface removed.
    var link: Link? {
        guard let header = fixed(ifinfomsg.self), Int32(header.ifi_family) == AF_UNSPEC,
            let name = attributes(after: MemoryLayout<ifinfomsg>.size).first(Int(IFLA_IFNAME))?.string
        else { return nil }
        let flags = header.ifi_flags
        return Link(
            index: UInt32(bitPattern: header.ifi_index), name: name,
            isUp: flags & UInt32(IFF_UP) != 0, isRunning: flags & UInt32(IFF_RUNNING) != 0)
    }

    /// The route of an `RTM_NEWROUTE`, if it is one that was asked for: a kernel without IPv6 answers for
    /// all other families, and an old one does not filter.
    func deviceRoute(of family: IPFamily, protocol number: UInt8) -> DeviceRoute? {
        guard let header = fixed(rtmsg.self), header.rtm_family == family.number,
            header.rtm_protocol == number, header.rtm_table == UInt8(RT_TABLE_MAIN.rawValue),
            Int(header.rtm_type) == RTN_UNICAST, header.rtm_dst_len <= family.addressBits,
            header.rtm_flags & UInt32(RTM_F_CLONED) == 0
        else { return nil }
        // The address is left out of default routes.
        var destination = IPAddress(family, bits: 0)
        var link: UInt32?
        for attribute in attributes(after: MemoryLayout<rtmsg>.size) {
            switch attribute.type {
            case Int(RTA_DST.rawValue):
                guard let address = IPAddress(bytes: attribute.bytes) else { return nil }
                destination = address
            case Int(RTA_OIF.rawValue): link = attribute.integer()
            case Int(RTA_GATEWAY.rawValue), Int(RTA_VIA.rawValue), Int(RTA_MULTIPATH.rawValue): return nil
            default: continue
            }
        }
        guard let link, destination.family == family else { return nil }
        return DeviceRoute(destination: IPPrefix(destination, length: header.rtm_dst_len), link: link)
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
        return InterfaceAddress(address, prefixLength: header.ifa_prefixlen, link: header.ifa_index)
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
