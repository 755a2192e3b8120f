package import Addressing
package import Calculation
package import Routing

/// All that makes this node's workloads reach those of other nodes, of both families.
package struct ClusterRoutes: Hashable, Sendable {
    /// Routes to other nodes' blocks, and to nowhere for what is left of this node's.
    package var routes = DualStack<[IPPrefix: Route]> { _ in [:] }
    /// The ends of tunnels at other nodes.
    package var neighbours: Set<StaticNeighbour> = []
    /// The ends of tunnels at this node.
    package var tunnels: [VXLANLink] = []
    /// The end of IP in IP at this node.
    package var ipip: IPIPLink?
    /// At which node's address each tunnel finds another end.
    package var forwarding: Set<ForwardingEntry> = []
    /// The ends of WireGuard at this node.
    package var wireGuard = DualStack<WireGuardLink?> { _ in nil }
    /// The addresses of all other nodes: who may send wrapped packets.
    package var nodes = DualStack<Set<IPAddress>> { _ in [] }
    /// Blocks that get no route, and why, and addresses that two nodes have; sorted.
    package var problems: [StateProblem] = []

    package init() {}
}
