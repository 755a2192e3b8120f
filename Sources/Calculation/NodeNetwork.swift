package import Addressing

/// The addresses that what is not policy depends on: address translation, loops, marks on packets.
///
/// All are in the fewest ranges, sorted.
package struct NodeNetwork: Hashable, Sendable {
    /// Pools whose addresses are hidden behind the node's when they leave the cluster (`natOutgoing`).
    package var hiddenPools = DualStack<[AddressRange]> { _ in [] }
    /// All pools of workloads' addresses: what goes there stays as it is.
    package var pools = DualStack<[AddressRange]> { _ in [] }
    /// The addresses of all nodes.
    package var nodes = DualStack<[AddressRange]> { _ in [] }
    /// Where services have addresses that are advertised; a packet to one that nobody has translated would
    /// go round in circles.
    package var serviceBlocks = DualStack<[AddressRange]> { _ in [] }

    package init() {}
}
