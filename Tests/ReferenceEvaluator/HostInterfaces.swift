import Resources
import TestSupport

/// Which host endpoint guards which of the node's own interfaces.
struct HostInterfaces {
    struct Endpoint {
        let party: Party
        /// Whether it is the one for all interfaces, `*`.
        let isEverywhere: Bool
    }

    private var named: [String: Endpoint] = [:]
    private let settings: HostSettings
    private(set) var everywhere: Endpoint?

    init(_ cluster: Cluster, _ settings: HostSettings) {
        self.settings = settings
        // Of several for one interface the first by name has it.
        for host in cluster.hosts.sorted(by: { $0.name < $1.name }) where host.node == Wiring.node {
            let id = Resource.hostEndpoint(host).id
            guard let party = cluster.parties.first(where: { $0.id == id }) else { continue }
            let names: [String]
            switch host.interface {
            case .all:
                everywhere = everywhere ?? Endpoint(party: party, isEverywhere: true)
                continue
            case .named(let name): names = [name]
            case .withExpectedAddress:
                names = Wiring.own.filter { !$0.value.allSatisfy { !host.expectedAddresses.contains($0) } }
                    .map(\.key)
            }
            for name in names where named[name] == nil {
                named[name] = Endpoint(party: party, isEverywhere: false)
            }
        }
    }

    /// What guards `interface`; workloads' have none.
    func endpoint(of interface: String) -> Endpoint? {
        guard Wiring.own[interface] != nil else { return nil }
        return named[interface] ?? (settings.isExcluded(interface) ? nil : everywhere)
    }
}
