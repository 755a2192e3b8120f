import Addressing
import ContainerNetwork
import InterfaceSettings
import Netlink
import RouteNetlink
import Routing

/// The link between a container and its node: a veth pair whose host's end is the way to everywhere.
///
/// Both gateways are link-local and known by heart, so that the container needs neither a route nor an answer
/// of the host's to find them: 169.254.1.1, which nobody has, and the host end's own link-local address. It works
/// on a node without a default route, and IPv6 works at once, since no address waits for a probe.
struct PodLink {
    let workload: Workload
    let addresses: [IPAddress]
    /// What leads through it from the container; mostly everything.
    let destinations: [IPPrefix]
    let mtu: Int
    let mac: [UInt8]?
    let allowsForwarding: Bool

    /// What Calico gives to every host's end: one link has one, so that they need not differ.
    static let hostLinkAddress: [UInt8] = Array(repeating: 0xee, count: 6)
    /// The link-local address that follows from it (RFC 4291, appendix A).
    static let hostAddress = IPAddress(.v6, bits: 0xfe80 << 112 | 0xecee_eeff_feee_eeee)

    static func gateway(_ family: IPFamily) -> IPAddress {
        family == .v4 ? IPAddress(.v4, bits: 0xa9fe_0101) : hostAddress
    }

    /// Makes the link, and says what the container's end is like.
    ///
    /// What an earlier container of the same pod has left is in the way, and removed.
    func make(in namespace: borrowing NetworkNamespace) throws(PluginError) -> LinkDetails {
        do throws(NetlinkError) {
            var host = try RouteSocket()
            try host.removeLink(named: workload.hostInterface)
            try host.create(
                VethPair(
                    name: workload.hostInterface, linkAddress: Self.hostLinkAddress,
                    peerName: workload.attachment.interfaceName, peerLinkAddress: mac,
                    peerNamespace: namespace.descriptor, mtu: mtu))
        } catch { throw PluginError(error) }
        try setUpHost()
        return try namespace.within { () throws(PluginError) in try setUpContainer() }
    }

    private func has(_ family: IPFamily) -> Bool { addresses.contains { $0.family == family } }

    private func setUpHost() throws(PluginError) {
        let name = workload.hostInterface
        if has(.v6) {
            try apply([
                Setting("net/ipv6/conf/\(name)/disable_ipv6", 0),
                Setting("net/ipv6/conf/\(name)/accept_ra", 0),
            ])
        }
        do throws(NetlinkError) {
            var socket = try RouteSocket()
            guard let link = try socket.link(named: name) else {
                throw NetlinkError("set \(name) up", code: 19)
            }
            if has(.v6) {
                try socket.add(InterfaceAddress(Self.hostAddress, prefixLength: 64, link: link.index))
            }
            try socket.setUp(link.index)
        } catch { throw PluginError(error) }
    }

    private func setUpContainer() throws(PluginError) -> LinkDetails {
        let name = workload.attachment.interfaceName
        try apply(containerSettings(name))
        do throws(NetlinkError) {
            var socket = try RouteSocket()
            guard let link = try socket.link(named: name) else {
                throw NetlinkError("set \(name) up", code: 19)
            }
            try socket.setUp(link.index)
            for address in addresses {
                let length = UInt8(clamping: address.family.addressBits)
                try socket.add(InterfaceAddress(address, prefixLength: length, link: link.index))
            }
            for address in addresses { try addGateway(of: address, name, link.index, &socket) }
            return link
        } catch { throw PluginError(error) }
    }

    private func addGateway(
        of address: IPAddress, _ name: String, _ index: UInt32, _ socket: inout RouteSocket
    ) throws(NetlinkError) {
        let family = address.family
        let gateway = Self.gateway(family)
        let neighbour = StaticNeighbour(gateway, device: name, linkAddress: Self.hostLinkAddress)
        try socket.add(neighbour, on: Link(index: index, name: name, isUp: true, isRunning: true))
        if family == .v4 {
            try socket.addRoute(to: IPPrefix(gateway), through: nil, from: nil, on: index)
        }
        for destination in destinations where destination.family == family {
            try socket.addRoute(to: destination, through: gateway, from: nil, on: index)
        }
    }

    private func containerSettings(_ name: String) -> [Setting] {
        let forwarding = allowsForwarding ? 1 : 0
        var settings = [Setting("net/ipv4/ip_forward", forwarding, .desirable)]
        guard has(.v6) else { return settings }
        // Some runtimes switch IPv6 off in what they make.
        for part in ["all", "default", "lo", name] {
            settings.append(
                Setting("net/ipv6/conf/\(part)/disable_ipv6", 0, part == name ? .required : .desirable))
        }
        return settings + [
            // Its link-local address, which the kernel makes, is usable at once as well.
            Setting("net/ipv6/conf/\(name)/accept_dad", 0, .desirable),
            Setting("net/ipv6/conf/\(name)/accept_ra", 0, .desirable),
            Setting("net/ipv6/conf/all/forwarding", forwarding, .desirable),
        ]
    }
}

/// Makes the settings hold in the thread's network namespace.
private func apply(_ settings: [Setting]) throws(PluginError) {
    let outcome = SettingsDirectory().apply(settings)
    guard !outcome.isSufficient else { return }
    let reasons = outcome.failures.filter { $0.setting.importance == .required }.map(\.description)
    throw PluginError(.dataplane, "a setting cannot be made", details: reasons.joined(separator: "; "))
}

extension PluginError {
    init(_ error: NetlinkError) { self.init(.dataplane, "\(error)") }
}
