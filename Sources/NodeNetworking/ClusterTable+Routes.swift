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
            let own = (blocks[local.name] ?? []).filter { $0.family == family && isOfWorkloads($0) }
            for block in own where !block.isHost {
                drawing.result.routes[family][block] = Route(to: block, .blackhole)
            }
            for name in nodeNames where name != local.name {
                guard let node = node(name) else { continue }
                drawing.add(node, (blocks[name] ?? []).filter { $0.family == family }, family)
            }
            drawing.addOwnEnds(of: own, family)
            drawing.addWireGuard(family)
        }
        drawing.result.problems += duplicateAddresses(local)
        drawing.result.problems.sort()
        return drawing.result
    }

    private func isOfWorkloads(_ block: IPPrefix) -> Bool {
        pool(of: block).map { $0.allowedUses != [.loadBalancer] } ?? false
    }
}

/// The routes of one node, half done.
struct Drawing {
    let table: ClusterTable
    let local: LocalNode
    var result = ClusterRoutes()
    /// This node's end of the VXLAN tunnel of each family, once one is needed.
    var tunnels = DualStack<VXLANLink?> { _ in nil }
    /// The blocks of each node that are reached through WireGuard.
    var encrypted: [String: [IPPrefix]] = [:]
    /// Which node is at the other end of a tunnel to an address.
    var holders: [IPAddress: String] = [:]

    init(table: ClusterTable, local: LocalNode) {
        self.table = table
        self.local = local
    }

    mutating func add(_ node: Node, _ blocks: [IPPrefix], _ family: IPFamily) {
        let address = node.attachment[family].reachableAddress
        if let address, !local.has(address) { result.nodes[family].insert(address) }
        guard !blocks.isEmpty else { return }
        guard let address else { return report(node, blocks, "it has no \(family) address") }
        guard !local.has(address) else {
            return report(node, blocks, "this node has its address, \(address)")
        }
        var wrapped: [IPPrefix] = []
        var inIPIP: [IPPrefix] = []
        var secret: [IPPrefix] = []
        for block in blocks {
            if let holder = result.routes[family][block] {
                report(node, [block], "another node has the same block: \(holder)")
                continue
            }
            guard let pool = table.pool(of: block) else {
                report(node, [block], "it lies in no IPPool")
                continue
            }
            guard !encrypts(to: node, family) else {
                secret.append(block)
                continue
            }
            switch (pool.vxlanMode, pool.ipipMode) {
            case (.always, _): wrapped.append(block)
            case (.crossSubnet, _):
                if !addDirect(block, by: address) { wrapped.append(block) }
            case (.never, .always):
                if local.makesIPIPRoutes { inIPIP.append(block) }
            case (.never, .crossSubnet):
                guard local.makesIPIPRoutes else { continue }
                if !addDirect(block, by: address) { inIPIP.append(block) }
            case (.never, .never):
                guard local.makesDirectRoutes else { continue }
                if !addDirect(block, by: address) {
                    report(
                        node, [block],
                        "\(address) is on no link of this node, and IPPool \(pool.name) has no encapsulation")
                }
            }
        }
        if !wrapped.isEmpty { addTunnel(to: node, wrapped, by: address) }
        if !secret.isEmpty { addEncrypted(to: node, secret, family) }
        if !inIPIP.isEmpty { addIPIP(to: node, inIPIP, by: address) }
    }

    /// Adds a route by the link that both nodes are on; `false` if there is none.
    private mutating func addDirect(_ block: IPPrefix, by address: IPAddress) -> Bool {
        guard let interface = local.interface(onLinkWith: address) else { return false }
        result.routes[block.family][block] = Route(
            to: block, .gateway(address, device: interface.link.name, source: nil))
        return true
    }

    mutating func report(_ node: Node, _ blocks: [IPPrefix], _ reason: String) {
        let what = blocks.map(\.description).joined(separator: ", ")
        result.problems.append(
            StateProblem(table.nodeID(node.name), "no route to \(what): \(reason)"))
    }
}
