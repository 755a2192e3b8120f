import Addressing
import Calculation
import Resources
import Routing

extension ClusterTable {
    /// The routes by which `local` reaches the blocks of all other nodes.
    package func routes(of local: LocalNode) -> ClusterRoutes {
        var drawing = Drawing(table: self, local: local)
        let blocks = blocks
        for family in IPFamily.allCases where local.familiesOn[family] {
            let own = (blocks[local.name] ?? []).filter { $0.family == family }
            for block in own where !block.isHost && isOfWorkloads(block) {
                drawing.result.routes[family][block] = Route(to: block, .blackhole)
            }
            for name in nodeNames where name != local.name {
                guard let node = node(name) else { continue }
                drawing.add(node, (blocks[name] ?? []).filter { $0.family == family }, family)
            }
        }
        drawing.result.problems.sort()
        return drawing.result
    }

    private func isOfWorkloads(_ block: IPPrefix) -> Bool {
        pool(of: block).map { $0.allowedUses != [.loadBalancer] } ?? false
    }
}

/// The routes of one node, half done.
private struct Drawing {
    let table: ClusterTable
    let local: LocalNode
    var result = ClusterRoutes()
    /// This node's end of the tunnel of each family, once one is needed.
    private var tunnels = DualStack<VXLANLink?> { _ in nil }

    init(table: ClusterTable, local: LocalNode) {
        self.table = table
        self.local = local
    }

    mutating func add(_ node: Node, _ blocks: [IPPrefix], _ family: IPFamily) {
        guard !blocks.isEmpty else { return }
        guard let address = node.attachment[family].reachableAddress else {
            return report(node, blocks, "it has no \(family) address")
        }
        var wrapped: [IPPrefix] = []
        for block in blocks {
            if let holder = result.routes[family][block] {
                report(node, [block], "another node has the same block: \(holder)")
                continue
            }
            guard let pool = table.pool(of: block) else {
                report(node, [block], "it lies in no IPPool")
                continue
            }
            switch (pool.vxlanMode, pool.ipipMode) {
            case (.always, _): wrapped.append(block)
            case (.crossSubnet, _):
                if !addDirect(block, by: address) { wrapped.append(block) }
            case (.never, .always):
                report(node, [block], "IPPool \(pool.name) wants IP in IP, which is not made here")
            case (.never, .crossSubnet):
                if !addDirect(block, by: address) {
                    report(
                        node, [block],
                        "IPPool \(pool.name) wants IP in IP across subnets, which is not made here")
                }
            case (.never, .never):
                guard local.makesDirectRoutes else { continue }
                if !addDirect(block, by: address) {
                    report(
                        node, [block],
                        "\(address) is on no link of this node, and IPPool \(pool.name) has no vxlanMode")
                }
            }
        }
        if !wrapped.isEmpty { addTunnel(to: node, wrapped, by: address) }
    }

    /// Adds a route by the link that both nodes are on; `false` if there is none.
    private mutating func addDirect(_ block: IPPrefix, by address: IPAddress) -> Bool {
        guard let interface = local.interface(onLinkWith: address) else { return false }
        result.routes[block.family][block] = Route(
            to: block, .gateway(address, device: interface.link.name, source: nil))
        return true
    }

    private mutating func addTunnel(to node: Node, _ blocks: [IPPrefix], by address: IPAddress) {
        let family = address.family
        guard let tunnel = tunnel(family) else {
            return report(node, blocks, "this node has no \(family) address, by which a tunnel could lead")
        }
        let linkAddress = node.tunnelLinkAddress(family)
        // What stands for the other end on this one. IPv6 refuses a next hop that is on another interface's
        // link, as the node's own address mostly is; a link-local address is on the tunnel's.
        let end =
            family == .v4
            ? node.attachment.v4.tunnelAddress ?? address : IPAddress.linkLocal(of: linkAddress) ?? address
        let way = Route.Way.gateway(
            end, device: tunnel.name, source: tunnel.address == nil ? tunnel.local : nil)
        for block in blocks { result.routes[family][block] = Route(to: block, way) }
        if let own = node.attachment[family].tunnelAddress, !blocks.contains(where: { $0.contains(own) }) {
            let prefix = IPPrefix(own)
            result.routes[family][prefix] = result.routes[family][prefix] ?? Route(to: prefix, way)
        }
        result.neighbours.insert(StaticNeighbour(end, device: tunnel.name, linkAddress: linkAddress))
        result.forwarding.insert(ForwardingEntry(linkAddress, device: tunnel.name, remote: address))
    }

    /// This node's end of the tunnel, which is made when the first route needs it.
    private mutating func tunnel(_ family: IPFamily) -> VXLANLink? {
        if let tunnel = tunnels[family] { return tunnel }
        let own = table.node(local.name) ?? Node(name: local.name)
        guard let address = local.addresses[family],
            let parent = local.interfaces.first(where: { $0.link.name == address.interface })
        else { return nil }
        let overhead = VXLANLink.overhead(family)
        let automatic = parent.link.mtu > overhead ? parent.link.mtu - overhead : parent.link.mtu
        let tunnel = VXLANLink(
            name: tunnelName(family), network: local.vxlanNetwork, port: local.vxlanPort,
            local: address.address,
            parent: parent.link.name,
            mtu: local.vxlanMTU[family] == 0 ? automatic : local.vxlanMTU[family],
            linkAddress: own.tunnelLinkAddress(family), address: own.attachment[family].tunnelAddress)
        tunnels[family] = tunnel
        result.tunnels.append(tunnel)
        return tunnel
    }

    private mutating func report(_ node: Node, _ blocks: [IPPrefix], _ reason: String) {
        let what = blocks.map(\.description).joined(separator: ", ")
        let kind: Kind = table.isCalicoNode(node.name) ? .calicoNode : .node
        result.problems.append(
            StateProblem(ResourceID(kind, name: node.name), "no route to \(what): \(reason)"))
    }
}
