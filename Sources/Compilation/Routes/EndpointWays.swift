package import Addressing
package import Calculation
package import Resources
package import Routing

/// How packets reach this node's workloads; nothing of a family that is switched off.
///
/// It is kept up to date by what changes, so that a workload that comes or goes costs the same however many others
/// there are.
package struct EndpointWays {
    /// By destination.
    package private(set) var routes = DualStack<[IPPrefix: Route]> { _ in [:] }
    /// The workloads whose link-layer address is known.
    package private(set) var neighbours: Set<StaticNeighbour> = []
    /// The names of the workloads' interfaces.
    package private(set) var interfaces: Set<String> = []
    private var endpoints: [ResourceID: LocalEndpoint] = [:]
    /// Whether some workload has an external address, which may be another's own.
    private var hasFloatingAddresses = false
    private let options: CompilationOptions

    package init(_ state: NodeState, _ options: CompilationOptions) {
        self.options = options
        for endpoint in state.endpoints { add(endpoint) }
    }

    /// Takes in the endpoints of `state` of which those with the ids `changed` may be others than before.
    package mutating func update(_ changed: Set<ResourceID>, of state: NodeState) {
        guard !changed.isEmpty else { return }
        // What goes makes room first: an address may go from one to another.
        for id in changed { if let endpoint = endpoints.removeValue(forKey: id) { remove(endpoint) } }
        for id in changed { if let endpoint = state.endpoint(id) { add(endpoint) } }
        if hasFloatingAddresses { self = EndpointWays(state, options) }
    }

    private mutating func add(_ endpoint: LocalEndpoint) {
        endpoints[endpoint.id] = endpoint
        interfaces.insert(endpoint.interface)
        for family in IPFamily.allCases where options.familiesOn[family] {
            for prefix in endpoint.destinations(family, options) {
                routes[family][prefix] = Route(to: prefix, device: endpoint.interface)
            }
        }
        neighbours.formUnion(endpoint.neighbours(options))
        hasFloatingAddresses = hasFloatingAddresses || endpoint.hasFloatingAddresses
    }

    private mutating func remove(_ endpoint: LocalEndpoint) {
        interfaces.remove(endpoint.interface)
        for family in IPFamily.allCases {
            for prefix in endpoint.destinations(family, options) { routes[family][prefix] = nil }
        }
        neighbours.subtract(endpoint.neighbours(options))
    }
}

extension LocalEndpoint {
    fileprivate func destinations(_ family: IPFamily, _ options: CompilationOptions) -> [IPPrefix] {
        let floating = options.allowsFloatingAddresses ? floatingAddresses[family] : []
        return (addresses[family] + floating.map(\.external)).map { IPPrefix($0) }
    }

    fileprivate func neighbours(_ options: CompilationOptions) -> [StaticNeighbour] {
        guard let mac else { return [] }
        return IPFamily.allCases.filter { options.familiesOn[$0] }.flatMap { family in
            addresses[family].map { StaticNeighbour($0, device: interface, linkAddress: mac) }
        }
    }

    fileprivate var hasFloatingAddresses: Bool {
        IPFamily.allCases.contains { !floatingAddresses[$0].isEmpty }
    }
}
