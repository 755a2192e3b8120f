import Addressing
import Resources

/// The host endpoints of this node, and which interface each means.
struct HostTable {
    private var endpoints: [ResourceID: HostEndpoint] = [:]
    /// The addresses of this node's interfaces.
    private var addresses: [String: [IPAddress]] = [:]

    var ids: some Sequence<ResourceID> { endpoints.keys }

    mutating func update(_ id: ResourceID, _ endpoint: HostEndpoint?, on node: NodeParameters) -> Bool {
        let old = endpoints[id]
        endpoints[id] = endpoint.flatMap { $0.node == node.name ? $0 : nil }
        return old != endpoints[id]
    }

    /// Takes `new` for the addresses of the interfaces; says whether any endpoint is looked for by them.
    mutating func update(addresses new: [String: [IPAddress]]) -> Bool {
        guard new != addresses else { return false }
        addresses = new
        return endpoints.values.contains { $0.interface == .withExpectedAddress }
    }

    /// Each endpoint with its interface, sorted by id: of several for one, one by name goes before one by
    /// address, and then the first by name.
    func resolved(
        on node: NodeParameters, _ problems: inout [StateProblem]
    ) -> [(endpoint: HostEndpoint, interface: LocalHostEndpoint.Interface)] {
        var owners: [LocalHostEndpoint.Interface: HostEndpoint] = [:]
        let byName = endpoints.values.sorted {
            ($0.interface.rank, $0.name) < ($1.interface.rank, $1.name)
        }
        for endpoint in byName {
            let id = ResourceID(.hostEndpoint, name: endpoint.name)
            guard let interface = interface(of: endpoint) else {
                let expected = endpoint.expectedAddresses.map(\.description).joined(separator: ", ")
                problems.append(StateProblem(id, "no interface has \(expected): its policy is not in force"))
                continue
            }
            if case .named(let name) = interface, node.isWorkloadInterface(name) {
                problems.append(
                    StateProblem(id, "\(name) is a workload's interface: its policy is not in force"))
                continue
            }
            if let owner = owners[interface] {
                problems.append(
                    StateProblem(
                        id, "its interface is that of \(owner.name) already: its policy is not in force"))
                continue
            }
            owners[interface] = endpoint
        }
        return owners.map { ($0.value, $0.key) }.sorted { $0.endpoint.name < $1.endpoint.name }
    }

    private func interface(of endpoint: HostEndpoint) -> LocalHostEndpoint.Interface? {
        switch endpoint.interface {
        case .named(let name): return .named(name)
        case .all: return .all
        case .withExpectedAddress:
            let names = addresses.filter { !Set($0.value).isDisjoint(with: endpoint.expectedAddresses) }.keys
            return names.min().map { .named($0) }
        }
    }
}

extension HostEndpoint.Interface {
    fileprivate var rank: Int {
        switch self {
        case .named: 0
        case .withExpectedAddress: 1
        case .all: 2
        }
    }
}
