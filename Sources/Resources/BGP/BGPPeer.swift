package import Addressing
package import Selectors

/// A BGPPeer (`projectcalico.org/v3`): sessions of some nodes with a router, or with other nodes.
package struct BGPPeer: Hashable, Sendable {
    /// With whom.
    package enum Remote: Hashable, Sendable {
        /// A router, or a node by its address.
        ///
        /// Without port that of BGP, or where the node of that address listens; without number that of the
        /// cluster's autonomous system.
        case address(IPAddress, port: UInt16?, asNumber: UInt32?)
        /// The nodes that the selector finds.
        case nodes(Selector)
        /// Nobody that there could be a session with.
        case nobody
    }

    package enum NextHopMode: String, Hashable, Sendable, CaseIterable {
        /// As BGP has it: kept within the autonomous system, one's own to another.
        case automatic = "Auto"
        case itself = "Self"
        case keep = "Keep"
    }

    package var name: String
    /// The nodes that have the session, by name, or by selector; with neither, all.
    package var node: String?
    package var nodeSelector: Selector?
    package var remote: Remote
    /// By which number these nodes call themselves to the peer; `nil`: by their own.
    package var localASNumber: UInt32?
    package var nextHopMode = NextHopMode.automatic
    /// `keepOriginalNextHop`: as `Keep`, but only to another autonomous system.
    package var keepsNextHop = false
    package var password: SecretKey?
    /// `sourceAddress`: whether the session comes from the node's address, not from any.
    package var usesNodeAddress = true
    /// Seconds for which routes are kept while the peer restarts.
    package var restartTime: Int?
    /// Seconds between signs of life.
    package var keepaliveTime: Int?
    /// How often a route that comes in may have been through this autonomous system.
    package var allowedLocalASNumbers = 0
    /// How many hops away the peer is at most, which the packets' TTL has to prove (RFC 5082).
    package var ttlSecurity: UInt8?
    /// The gateway by which the peer's address is reached.
    package var reachableBy: IPAddress?
    /// BGPFilters, by name, in the order in which they are asked.
    package var filters: [String] = []
    /// `reversePeering: Auto`: whether nodes on the other side have the session without being told.
    package var isMutual = true

    package init(name: String, remote: Remote) {
        self.name = name
        self.remote = remote
    }

    /// Whether all nodes have it.
    package var isGlobal: Bool { node == nil && nodeSelector == nil }
}
