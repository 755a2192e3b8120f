package import Addressing

/// A BlockAffinity (`projectcalico.org/v3` and `crd.projectcalico.org/v1`): the node that a block of a pool's
/// addresses belongs to.
package struct BlockAffinity: Hashable, Sendable {
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Being claimed: the block may not be the node's in the end.
        case pending
        case confirmed
        case pendingDeletion
    }

    package var name: String
    package var node: String
    package var block: IPPrefix
    package var state: State
    /// Whether the block belongs to a machine; if not, to something like a load balancer.
    package var isHost: Bool
    package var isDeleted: Bool

    package init(
        name: String, node: String, block: IPPrefix, state: State = .confirmed, isHost: Bool = true,
        isDeleted: Bool = false
    ) {
        self.name = name
        self.node = node
        self.block = block
        self.state = state
        self.isHost = isHost
        self.isDeleted = isDeleted
    }
}
