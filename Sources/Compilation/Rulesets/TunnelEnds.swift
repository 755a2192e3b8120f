package import Addressing
package import Nftables

extension Ruleset {
    /// Takes wrapped packets from other nodes alone: to whoever else could send some, the tunnel would be a way past
    /// all that guards the node.
    ///
    /// - Parameters:
    ///   - ends: the addresses of other nodes' ends, of this family.
    ///   - port: the UDP port on which this node's end listens (RFC 7348); `nil` where it has none.
    package mutating func addTunnelEnds(_ ends: Set<IPAddress>, port: UInt16?) {
        guard let port else { return }
        add(
            NamedSet(
                Self.tunnelEnds, key: [.address(family)], comment: "other nodes' ends of tunnels",
                elements: .values(ends.map(\.bits).sorted())))
        add(
            Chain(
                Self.tunnelEnds, hook: BaseHook(.input, priority: -3), comment: "who may wrap packets",
                rules: [
                    Rule(
                        .transport(17), .port(.destination, port...port),
                        .addressSet(.source, Self.tunnelEnds, isNegated: true),
                        then: [.counter, .verdict(.drop)], comment: "VXLAN from no node of the cluster")
                ]))
    }

    /// The name of the set and the chain of `addTunnelEnds`.
    package static let tunnelEnds = "tunnel-ends"
}
