package import Addressing
package import Resources

/// What BIRD 2 should do on this node, for both families.
///
/// One daemon speaks for both; each family has sessions of its own, so that what one lacks takes nothing from
/// the other.
package struct BirdConfiguration: Hashable, Sendable {
    /// An IPv4 address in form, also where the node has none (RFC 6286).
    package var routerID: IPAddress
    /// The TCP port on which peers find this node; `nil`: 179.
    package var listenPort: UInt16?
    /// Whether BIRD listens on the node's address of each family alone.
    package var bindsToNode = false
    /// Patterns of interfaces whose prefixes are nobody's way: those of workloads, and what was given.
    package var ignoredInterfaces: [String] = []
    package var logSeverity = BGPConfiguration.LogSeverity.info
    /// `nil` where the family is off, or the node has no address of it.
    package var families = DualStack<Family?> { _ in nil }
    /// Those that sessions go by, sorted by name.
    package var filters: [BGPFilter] = []

    package init(routerID: IPAddress) { self.routerID = routerID }
}

extension BirdConfiguration {
    /// What BIRD does for one family.
    package struct Family: Hashable, Sendable {
        /// This node's.
        package var address: IPAddress
        /// This node's blocks, told of as wholes.
        package var blocks: [IPPrefix] = []
        /// This node's blocks that are told to nobody.
        package var hiddenBlocks: [IPPrefix] = []
        /// Services' addresses, as blocks or alone, that packets to may be brought to this node.
        package var services: [IPPrefix] = []
        /// Where services have their addresses, to which no route in the kernel leads.
        package var serviceBlocks: [IPPrefix] = []
        /// The smallest first.
        package var pools: [Pool] = []
        package var advertisements: [BGPConfiguration.Advertisement] = []
        /// By which gateways peers are reached that say so.
        package var gateways: [IPAddress: IPAddress] = [:]
        /// Sorted by name.
        package var sessions: [Session] = []
        /// Whether this node hands on what it hears from others of its autonomous system.
        package var isReflector = false

        package init(address: IPAddress) { self.address = address }
    }

    package struct Pool: Hashable, Sendable {
        package var prefix: IPPrefix
        /// Whether peers are told of routes to it.
        package var isExported: Bool
        /// Whether BIRD makes routes to it; the agent makes those that lead through tunnels.
        package var isProgrammed: Bool
    }

    /// A session of BGP with one address of one peer.
    package struct Session: Hashable, Sendable {
        package enum NextHop: String, Hashable, Sendable {
            case keep
            case itself = "self"
        }

        /// Which node or BGPPeer it comes of, for people.
        package var origin: String
        package var name: String
        package var neighbor: IPAddress
        package var port: UInt16?
        package var asNumber: UInt32
        package var localASNumber: UInt32
        /// `nil`: whatever the kernel chooses.
        package var source: IPAddress?
        /// Whether it waits for the peer to begin.
        package var isPassive = false
        package var password: String?
        package var restartTime: Int?
        package var keepaliveTime: Int?
        /// The most hops, which TTLs have to prove; `nil`: any number, without proof.
        package var hops: UInt8?
        package var nextHop: NextHop?
        /// Set, the peer is a client of this reflector.
        package var reflectorCluster: IPAddress?
        package var allowedLocalASNumbers = 0
        /// Names of BGPFilters that are there, in order.
        package var filters: [String] = []

        package init(
            origin: String, name: String, neighbor: IPAddress, port: UInt16? = nil, asNumber: UInt32,
            localASNumber: UInt32
        ) {
            self.origin = origin
            self.name = name
            self.neighbor = neighbor
            self.port = port
            self.asNumber = asNumber
            self.localASNumber = localASNumber
        }

        /// Whether the peer is in the same autonomous system.
        package var isInternal: Bool { asNumber == localASNumber }
    }

    package var sessions: [Session] { [families.v4, families.v6].flatMap { $0?.sessions ?? [] } }
}
