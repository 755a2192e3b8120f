package import Addressing
import HashTreeCollections
package import Nftables

/// What nodes wrap their workloads' packets into in one family, and who these nodes are.
package struct TunnelTraffic: Hashable, Sendable {
    package enum Wrapping: Hashable, Sendable {
        /// RFC 7348, with the UDP port on which all ends listen.
        case vxlan(port: UInt16)
        /// RFC 2003: protocol 4.
        case ipip
        /// With the UDP port on which this node's end listens, and those of the others.
        case wireGuard(port: UInt16)
    }

    package var wrappings: [Wrapping]
    /// Where other ends are, sorted.
    package let ends: [IPPrefix]

    package init(_ wrappings: [Wrapping], ends: [IPPrefix]) {
        self.wrappings = wrappings
        self.ends = ends.sorted()
    }
}

extension Ruleset {
    /// Takes wrapped packets from other nodes alone: to whoever else could send some, the tunnel would be a way past
    /// all that guards the node.
    ///
    /// Between nodes they pass host endpoints, as in Felix: what is in them meets policy by itself.
    ///
    /// - Parameter passesHostEndpoints: whether any interface of the host has an endpoint.
    package mutating func addTunnelEnds(_ traffic: TunnelTraffic, passesHostEndpoints: Bool) {
        guard !traffic.wrappings.isEmpty else { return }
        add(
            NamedSet(
                Self.tunnelEnds, family, traffic.ends.map(\.range).merged(), "other nodes' ends of tunnels"))
        let foreign = Match.addressSet(.source, Self.tunnelEnds, isNegated: true)
        let drops = traffic.wrappings.compactMap { wrapping -> Rule? in
            guard let name = wrapping.unprovenName else { return nil }
            return Rule(
                wrapping.matches + [foreign], then: [.counter, .verdict(.drop)],
                comment: "\(name) from no node of the cluster")
        }
        if !drops.isEmpty {
            add(
                Chain(
                    Self.tunnelEnds, hook: BaseHook(.input, priority: -3), comment: "who may wrap packets",
                    rules: drops))
        }
        guard passesHostEndpoints else { return }
        for (name, side) in [(Name.inputHost, Match.Side.source), (Name.output, .destination)] {
            // Behind what conntrack knows, before host endpoints.
            chains[name]?.rules.insert(
                contentsOf: traffic.wrappings.map {
                    Rule(
                        $0.matches + [.addressSet(side, Self.tunnelEnds)],
                        then: [.counter, .verdict(.accept)],
                        comment: "tunnels between nodes")
                }, at: 1)
        }
    }

    /// The name of the set and the chain of `addTunnelEnds`.
    package static let tunnelEnds = "tunnel-ends"

    /// The sets and chains that `addTunnelEnds` may change.
    package static let tunnelNames = RulesetNames(
        sets: [tunnelEnds], chains: [tunnelEnds, Name.inputHost, Name.output])
}

extension TunnelTraffic.Wrapping {
    fileprivate var matches: [Match] {
        switch self {
        case .vxlan(let port), .wireGuard(let port): [.transport(17), .port(.destination, port...port)]
        case .ipip: [.transport(4)]
        }
    }

    /// What it is called where nothing but its source proves whose a packet is.
    fileprivate var unprovenName: String? {
        switch self {
        case .vxlan: "VXLAN"
        case .ipip: "IP in IP"
        case .wireGuard: nil
        }
    }
}
