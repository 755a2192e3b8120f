import Addressing
import Calculation
import Resources
import Routing

extension Drawing {
    /// Adds routes to `blocks` through the VXLAN tunnel to `node`.
    mutating func addTunnel(to node: Node, _ blocks: [IPPrefix], by address: IPAddress) {
        let family = address.family
        guard let tunnel = tunnel(family) else {
            return report(node, blocks, "this node has no \(family) address, by which a tunnel could lead")
        }
        guard isAlone(node, at: address, blocks) else { return }
        let linkAddress = node.tunnelLinkAddress(family)
        // What stands for the other end on this one. IPv6 refuses a next hop that is on another interface's
        // link, as the node's own address mostly is; a link-local address is on the tunnel's.
        let end =
            family == .v4
            ? node.attachment.v4.tunnelAddress ?? address : IPAddress.linkLocal(of: linkAddress) ?? address
        let way = Route.Way.gateway(
            end, device: tunnel.name, source: tunnel.address == nil ? tunnel.local : nil)
        add(blocks, and: node.attachment[family].tunnelAddress, by: way)
        result.neighbours.insert(StaticNeighbour(end, device: tunnel.name, linkAddress: linkAddress))
        result.forwarding.insert(ForwardingEntry(linkAddress, device: tunnel.name, remote: address))
    }

    /// Adds routes to `blocks` by IP in IP to `node`.
    mutating func addIPIP(to node: Node, _ blocks: [IPPrefix], by address: IPAddress) {
        guard local.hasIPIP != false else {
            return report(node, blocks, "its IPPool wants IP in IP, which FELIX_IPINIPENABLED switches off")
        }
        guard let (own, tunnel) = ipip() else {
            return report(node, blocks, "this node has no IPv4 address, by which a tunnel could lead")
        }
        guard isAlone(node, at: address, blocks) else { return }
        let way = Route.Way.gateway(
            address, device: IPIPLink.name, source: tunnel.address == nil ? own : nil)
        add(blocks, and: node.ipipAddress, by: way)
    }

    /// Makes this node's ends of tunnels that no route of its own needs: those through which others reach its blocks.
    mutating func addOwnEnds(of blocks: [IPPrefix], _ family: IPFamily) {
        let hasDistant = result.nodes[family].contains { local.interface(onLinkWith: $0) == nil }
        for pool in blocks.compactMap({ table.pool(of: $0) }) where !result.nodes[family].isEmpty {
            if pool.vxlanMode == .always || pool.vxlanMode == .crossSubnet && hasDistant {
                _ = tunnel(family)
            }
            if pool.ipipMode == .always || pool.ipipMode == .crossSubnet && hasDistant,
                local.hasIPIP != false,
                local.makesIPIPRoutes
            {
                _ = ipip()
            }
        }
        if family == .v4, local.hasIPIP == true { _ = ipip() }
    }

    private mutating func add(_ blocks: [IPPrefix], and end: IPAddress?, by way: Route.Way) {
        for block in blocks { result.routes[block.family][block] = Route(to: block, way) }
        guard let end, !blocks.contains(where: { $0.contains(end) }) else { return }
        let prefix = IPPrefix(end)
        result.routes[end.family][prefix] = result.routes[end.family][prefix] ?? Route(to: prefix, way)
    }

    /// Whether no other node is at the end of a tunnel to `address`: only one could unwrap what is sent there.
    private mutating func isAlone(_ node: Node, at address: IPAddress, _ blocks: [IPPrefix]) -> Bool {
        let holder = holders[address, default: node.name]
        holders[address] = holder
        guard holder != node.name else { return true }
        report(node, blocks, "Node \(holder) has its address, \(address)")
        return false
    }

    /// This node's end of the VXLAN tunnel, which is made when the first route needs it.
    private mutating func tunnel(_ family: IPFamily) -> VXLANLink? {
        if let tunnel = tunnels[family] { return tunnel }
        let own = table.node(local.name) ?? Node(name: local.name)
        guard let (address, parent) = ground(family) else { return nil }
        let tunnel = VXLANLink(
            name: tunnelName(family), network: local.vxlanNetwork, port: local.vxlanPort,
            local: address, parent: parent.name,
            mtu: local.vxlanMTU[family] == 0
                ? parent.mtu(less: VXLANLink.overhead(family)) : local.vxlanMTU[family],
            linkAddress: own.tunnelLinkAddress(family), address: own.attachment[family].tunnelAddress)
        tunnels[family] = tunnel
        result.tunnels.append(tunnel)
        return tunnel
    }

    /// This node's end of IP in IP, and the address that wrapped packets come from.
    private mutating func ipip() -> (own: IPAddress, tunnel: IPIPLink)? {
        guard let (address, parent) = ground(.v4) else { return nil }
        let tunnel = IPIPLink(
            mtu: local.ipipMTU == 0 ? parent.mtu(less: IPIPLink.overhead) : local.ipipMTU,
            address: table.node(local.name)?.ipipAddress)
        result.ipip = tunnel
        return (address, tunnel)
    }

    /// The node's own address, by which tunnels of the family lead, and the link that has it.
    func ground(_ family: IPFamily) -> (address: IPAddress, parent: Link)? {
        guard let address = local.addresses[family],
            let parent = local.interfaces.first(where: { $0.link.name == address.interface })
        else { return nil }
        return (address.address, parent.link)
    }
}

extension Link {
    /// What is left of the MTU when wrapping takes `overhead`.
    func mtu(less overhead: UInt32) -> UInt32 { mtu > overhead ? mtu - overhead : mtu }
}
