package import Addressing

/// A BGPFilter (`projectcalico.org/v3`): which routes come from a peer and go to it.
///
/// The first rule that is met decides; a route that meets none goes on to what is asked next.
package struct BGPFilter: Hashable, Sendable {
    package var name: String
    package var exports = DualStack<[Rule]> { _ in [] }
    package var imports = DualStack<[Rule]> { _ in [] }

    package init(name: String) { self.name = name }
}

extension BGPFilter {
    package struct Rule: Hashable, Sendable {
        package enum Action: String, Hashable, Sendable, CaseIterable {
            case accept = "Accept"
            case reject = "Reject"
        }

        /// Whether the peer is in another autonomous system.
        package enum PeerType: String, Hashable, Sendable, CaseIterable {
            case external = "eBGP"
            case `internal` = "iBGP"
        }

        package var action: Action
        package var prefix: PrefixMatch?
        /// `source: RemotePeers`: only routes that came from a peer.
        package var isFromPeers = false
        /// The name of the interface a route leaves by, perhaps with `*` in it.
        package var interface: String?
        package var peerType: PeerType?
        /// One that the route carries.
        package var community: BGPCommunity?
        /// Autonomous systems that the path begins with.
        package var pathPrefix: [UInt32] = []
        /// The metric that the route has, or had at the node that it is from.
        package var priority: UInt32?
        /// What is done to a route that is accepted.
        package var operations: [Operation] = []

        package init(_ action: Action) { self.action = action }
    }

    package struct PrefixMatch: Hashable, Sendable {
        package enum Operator: String, Hashable, Sendable, CaseIterable {
            case equal = "Equal"
            case notEqual = "NotEqual"
            case `in` = "In"
            case notIn = "NotIn"
        }

        package var `operator`: Operator
        package var prefix: IPPrefix
        /// How long the route's prefix may be; `nil`: as long as it likes.
        package var lengths: ClosedRange<UInt8>?

        package init(_ operator: Operator, _ prefix: IPPrefix, lengths: ClosedRange<UInt8>? = nil) {
            self.operator = `operator`
            self.prefix = prefix
            self.lengths = lengths
        }
    }

    package enum Operation: Hashable, Sendable {
        case addCommunity(BGPCommunity)
        case prependPath([UInt32])
        case setPriority(UInt32)
    }
}
