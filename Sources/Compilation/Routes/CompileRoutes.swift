package import Addressing
package import Calculation
import Resources
package import Routing

/// The routes to this node's workloads, by destination; none of a family that is switched off.
package func compileRoutes(_ state: NodeState, _ options: CompilationOptions) -> DualStack<[IPPrefix: Route]>
{
    DualStack { family in
        guard options.familiesOn[family] else { return [:] }
        var routes: [IPPrefix: Route] = [:]
        for endpoint in state.endpoints {
            let floating = options.allowsFloatingAddresses ? endpoint.floatingAddresses[family] : []
            for address in endpoint.addresses[family] + floating.map(\.external) {
                let prefix = IPPrefix(address)
                routes[prefix] = Route(to: prefix, device: endpoint.interface)
            }
        }
        return routes
    }
}

/// The workloads whose link-layer address is known, as neighbours; none of a family that is switched off.
package func compileNeighbours(_ state: NodeState, _ options: CompilationOptions) -> Set<StaticNeighbour> {
    var neighbours: Set<StaticNeighbour> = []
    for endpoint in state.endpoints {
        guard let mac = endpoint.mac else { continue }
        for family in IPFamily.allCases where options.familiesOn[family] {
            for address in endpoint.addresses[family] {
                neighbours.insert(StaticNeighbour(address, device: endpoint.interface, linkAddress: mac))
            }
        }
    }
    return neighbours
}
