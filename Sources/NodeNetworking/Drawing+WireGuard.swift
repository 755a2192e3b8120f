import Addressing
import Calculation
import Resources
import Routing

extension Drawing {
    /// Whether what goes to `node` is encrypted: both nodes are known to have a key of the family.
    ///
    /// As long as this node's key is not known to others, none of them would take what is encrypted with it.
    func encrypts(to node: Node, _ family: IPFamily) -> Bool {
        local.wireGuard[family] != nil && ground(family) != nil && node.wireGuardKey(family) != nil
            && table.node(local.name)?.wireGuardKey(family) != nil
    }

    /// Adds routes to `blocks` through WireGuard, whatever their pools say of encapsulation.
    mutating func addEncrypted(to node: Node, _ blocks: [IPPrefix], _ family: IPFamily) {
        guard let settings = local.wireGuard[family], let (own, _) = ground(family) else { return }
        let source = table.node(local.name)?.attachment[family].wireGuardAddress ?? own
        var prefixes = blocks
        if let end = node.attachment[family].wireGuardAddress, !blocks.contains(where: { $0.contains(end) }) {
            prefixes.append(IPPrefix(end))
        }
        for prefix in prefixes {
            result.routes[family][prefix] = Route(to: prefix, .tunnel(settings.interface, source: source))
        }
        encrypted[node.name, default: []] += blocks
    }

    /// Makes this node's end of WireGuard, with all nodes that have a key as its peers.
    ///
    /// It is there without any peer, too: its key has to be known before there can be some.
    mutating func addWireGuard(_ family: IPFamily) {
        guard let settings = local.wireGuard[family] else { return }
        guard let (_, parent) = ground(family) else {
            let reason =
                "no WireGuard of \(family): this node has no \(family) address, by which it could lead"
            return result.problems.append(StateProblem(table.nodeID(local.name), reason))
        }
        var peers: [WireGuardKey: WireGuardPeer] = [:]
        for name in table.nodeNames where name != local.name {
            guard let node = table.node(name), let key = node.wireGuardKey(family),
                let address = node.attachment[family].reachableAddress, !local.has(address)
            else { continue }
            guard peers[key] == nil else {
                result.problems.append(
                    StateProblem(table.nodeID(name), "another node has its WireGuard key of \(family)"))
                continue
            }
            // What the other host sends itself comes from its address in the tunnel, or from its own.
            let end = node.attachment[family].wireGuardAddress ?? address
            let blocks = (encrypted[name] ?? []).filter { $0.family == family }
            peers[key] = WireGuardPeer(
                key, address: address, port: settings.port, keepAlive: settings.keepAlive,
                allowed: blocks.contains { $0.contains(end) } ? blocks : blocks + [IPPrefix(end)])
        }
        result.wireGuard[family] = WireGuardLink(
            name: settings.interface, port: settings.port,
            mtu: settings.mtu == 0 ? parent.mtu(less: WireGuardLink.overhead(family)) : settings.mtu,
            address: table.node(local.name)?.attachment[family].wireGuardAddress,
            peers: peers.values.sorted { $0.key < $1.key })
    }
}

extension Node {
    /// The public key of its end of WireGuard.
    fileprivate func wireGuardKey(_ family: IPFamily) -> WireGuardKey? {
        attachment[family].wireGuardKey.flatMap { WireGuardKey($0) }
    }
}
