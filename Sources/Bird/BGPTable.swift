package import Calculation
package import Resources

/// What the resources of the cluster say of BGP, besides its nodes, pools and blocks.
package struct BGPTable: Sendable {
    private(set) var configurations: [String: BGPConfiguration] = [:]
    private(set) var peers: [String: BGPPeer] = [:]
    private(set) var filters: [String: BGPFilter] = [:]
    private(set) var services: [ResourceID: Service] = [:]
    private(set) var slices: [ResourceID: EndpointSlice] = [:]

    package init() {}

    /// Takes `resource` for what `id` is from now on; `nil`: it is not there any more.
    ///
    /// Says whether anything here may depend on it.
    package mutating func update(_ id: ResourceID, _ resource: Resource?) -> Bool {
        switch id.kind {
        case .bgpConfiguration:
            if case .bgpConfiguration(let read)? = resource { return configurations.set(id.name, read) }
            return configurations.set(id.name, nil)
        case .bgpPeer:
            if case .bgpPeer(let peer)? = resource { return peers.set(id.name, peer) }
            return peers.set(id.name, nil)
        case .bgpFilter:
            if case .bgpFilter(let filter)? = resource { return filters.set(id.name, filter) }
            return filters.set(id.name, nil)
        case .service:
            if case .service(let service)? = resource { return services.set(id, service) && tellsOfServices }
            return services.set(id, nil) && tellsOfServices
        case .endpointSlice:
            if case .endpointSlice(let slice)? = resource { return slices.set(id, slice) && tellsOfServices }
            return slices.set(id, nil) && tellsOfServices
        default: return false
        }
    }

    /// Whether peers are told of any service.
    private var tellsOfServices: Bool { configurations.values.contains { !$0.serviceBlocks.isEmpty } }

    /// What holds for all nodes.
    var common: BGPConfiguration { configurations["default"] ?? BGPConfiguration(name: "default") }

    /// What holds for the node `name` alone.
    func own(_ name: String) -> BGPConfiguration? { configurations["node.\(name)"] }

    /// The number of the autonomous system of nodes that have none of their own; 64512 is Calico's default.
    var asNumber: UInt32 { common.asNumber ?? 64512 }

    func asNumber(of node: Node) -> UInt32 { node.asNumber ?? own(node.name)?.asNumber ?? asNumber }

    /// Where the node listens; `nil`: on port 179.
    func listenPort(of name: String) -> UInt16? { own(name)?.listenPort ?? common.listenPort }

    /// That sessions are wanted where nobody makes any.
    package var problemsWithoutBGP: [StateProblem] {
        peers.keys.sorted().map {
            StateProblem(
                ResourceID(.bgpPeer, name: $0),
                "no session: this node does not speak BGP (GEMEL_NETWORKING_BACKEND)")
        }
    }

    /// The keys of the Secrets with the passwords of sessions, sorted.
    package var secrets: [SecretKey] {
        Set(peers.values.compactMap(\.password) + [common.meshPassword].compactMap(\.self)).sorted()
    }
}

extension Dictionary where Value: Equatable {
    /// Says whether the value was another before.
    fileprivate mutating func set(_ key: Key, _ value: Value?) -> Bool {
        let old = self[key]
        self[key] = value
        return old != value
    }
}
