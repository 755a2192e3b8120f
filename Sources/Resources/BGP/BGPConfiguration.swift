package import Addressing

/// A BGPConfiguration (`projectcalico.org/v3`): `default`, for all nodes, or `node.NAME`, for one.
///
/// What is `nil` is not said here.
package struct BGPConfiguration: Hashable, Sendable {
    /// Where BIRD listens.
    package enum BindMode: String, Hashable, Sendable, CaseIterable {
        /// On every address of the host.
        case none = "None"
        /// On the node's address of each family alone.
        case nodeIP = "NodeIP"
    }

    package enum LogSeverity: String, Hashable, Sendable, CaseIterable {
        case debug = "Debug"
        case info = "Info"
        case warning = "Warning"
        case error = "Error"
        case fatal = "Fatal"
    }

    /// Communities that the routes to a block are sent with.
    package struct Advertisement: Hashable, Sendable {
        package var prefix: IPPrefix
        package var communities: [BGPCommunity]

        package init(_ prefix: IPPrefix, _ communities: [BGPCommunity]) {
            self.prefix = prefix
            self.communities = communities
        }
    }

    package var name: String
    /// The autonomous system of nodes that have no number of their own.
    package var asNumber: UInt32?
    /// `nodeToNodeMeshEnabled`: whether every node has a session with every other.
    package var hasMesh: Bool?
    package var serviceClusterBlocks: [IPPrefix]
    package var serviceExternalBlocks: [IPPrefix] = []
    package var serviceLoadBalancerBlocks: [IPPrefix] = []
    /// `serviceLoadBalancerAggregation`: whether load balancers' addresses are told of as whole blocks.
    package var aggregatesLoadBalancers = true
    /// `prefixAdvertisements`, with the names of `communities` resolved.
    package var advertisements: [Advertisement] = []
    package var listenPort: UInt16?
    package var meshPassword: SecretKey?
    /// Seconds for which peers in the mesh keep the routes of a node whose BIRD restarts.
    package var meshRestartTime: Int?
    package var bindMode: BindMode?
    /// Patterns of interfaces, perhaps with `*`, whose prefixes are not looked at.
    package var ignoredInterfaces: [String] = []
    package var logSeverity: LogSeverity?

    package init(name: String, serviceClusterBlocks: [IPPrefix] = []) {
        self.name = name
        self.serviceClusterBlocks = serviceClusterBlocks
    }

    /// Where services have their addresses.
    package var serviceBlocks: [IPPrefix] {
        serviceClusterBlocks + serviceExternalBlocks + serviceLoadBalancerBlocks
    }
}

/// A key of a Kubernetes Secret (`v1`).
package struct SecretKey: Hashable, Sendable, Comparable {
    package var name: String
    package var key: String

    package init(name: String, key: String) {
        self.name = name
        self.key = key
    }

    package static func < (left: SecretKey, right: SecretKey) -> Bool {
        (left.name, left.key) < (right.name, right.key)
    }
}

/// A community that a route carries.
package enum BGPCommunity: Hashable, Sendable {
    /// RFC 1997: `65000:100`.
    case standard(UInt16, UInt16)
    /// RFC 8092: `65000:1:100`.
    case large(UInt32, UInt32, UInt32)
}
