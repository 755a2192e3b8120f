import Addressing
import Resources

/// The host endpoints of this node, and which interface each means.
struct HostTable {
    private var endpoints: [ResourceID: HostEndpoint] = [:]
    /// The addresses of this node's interfaces.
    private var addresses: [String: [IPAddress]] = [:]
    /// What of them could not be taken as it was written when they were drawn up last.
    private(set) var problems: [StateProblem] = []

    var ids: [ResourceID] { Array(endpoints.keys) }

    func contains(_ id: ResourceID) -> Bool { endpoints[id] != nil }

    mutating func update(_ id: ResourceID, _ endpoint: HostEndpoint?, on node: NodeParameters) -> Bool {
        let old = endpoints[id]
        endpoints[id] = endpoint.flatMap { $0.node == node.name ? $0 : nil }
        return old != endpoints[id]
    }

    /// Takes `new` for the addresses of the interfaces; says whether any endpoint is looked for by them.
    mutating func update(addresses new: [String: [IPAddress]]) -> Bool {
        guard new != addresses else { return false }
        addresses = new
        return looksForAddresses
    }

    /// Whether any endpoint is looked for by its addresses.
    var looksForAddresses: Bool { endpoints.values.contains { $0.interface == .withExpectedAddress } }

    /// Sorted by name and interface.
    mutating func draw(_ drafting: Drafting) -> [LocalHostEndpoint] {
        var problems: [StateProblem] = []
        defer { self.problems = problems }
        return resolved(on: drafting.node, &problems).map { drafting.draft($0, $1, &problems) }
    }

    /// Each endpoint with each of its interfaces, sorted by name and interface; of several for one interface
    /// the first by name has it.
    private func resolved(
        on node: NodeParameters, _ problems: inout [StateProblem]
    ) -> [(endpoint: HostEndpoint, interface: LocalHostEndpoint.Interface)] {
        var owners: [LocalHostEndpoint.Interface: HostEndpoint] = [:]
        var result: [(endpoint: HostEndpoint, interface: LocalHostEndpoint.Interface)] = []
        for endpoint in endpoints.values.sorted(by: { $0.name < $1.name }) {
            let id = ResourceID(.hostEndpoint, name: endpoint.name)
            for interface in interfaces(of: endpoint, id, on: node, &problems) {
                if let owner = owners[interface] {
                    let message =
                        "interface \(interface.name) is that of \(owner.name) already: its policy is not in force there"
                    problems.append(StateProblem(id, message))
                    continue
                }
                owners[interface] = endpoint
                result.append((endpoint, interface))
            }
        }
        return result
    }

    /// The interfaces that `endpoint` means; by addresses these are all that have one of them.
    private func interfaces(
        of endpoint: HostEndpoint, _ id: ResourceID, on node: NodeParameters, _ problems: inout [StateProblem]
    ) -> [LocalHostEndpoint.Interface] {
        switch endpoint.interface {
        case .all: return [.all]
        case .named(let name):
            guard node.isWorkloadInterface(name) else { return [.named(name)] }
            problems.append(
                StateProblem(id, "\(name) is a workload's interface: its policy is not in force"))
            return []
        case .withExpectedAddress:
            let expected = Set(endpoint.expectedAddresses)
            let found = addresses.filter { name, own in
                !node.isWorkloadInterface(name) && !expected.isDisjoint(with: own)
            }
            guard found.isEmpty else { return found.keys.sorted().map { .named($0) } }
            let list = endpoint.expectedAddresses.map(\.description).joined(separator: ", ")
            problems.append(StateProblem(id, "no interface has \(list): its policy is not in force"))
            return []
        }
    }
}

extension LocalHostEndpoint.Interface {
    fileprivate var name: String {
        switch self {
        case .named(let name): name
        case .all: "*"
        }
    }
}
