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
    /// At which node's address each tunnel finds another end.
    package var forwarding: Set<ForwardingEntry> = []
    /// Blocks that get no route, and why; sorted.
    package var problems: [StateProblem] = []

    package init() {}
}
