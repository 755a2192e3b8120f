import Addressing
import Resources
import Selectors

/// All that selectors in rules can find, indexed by label, with the answers given so far.
///
/// It only saves work: what it answers depends on the resources last given to `update` and nothing else.
struct Population {
    private var known: [ResourceID: (resource: Resource, inherited: [Labels], item: Selectable)] = [:]
    private var index = LabelIndex<ResourceID>()
    private var answers: [MemberSet: (found: [Selectable], members: DualStack<Members>)] = [:]

    /// Takes `resources` for all there is.
    mutating func update(_ resources: [ResourceID: Resource], profiles: ProfileLabels) {
        for (id, resource) in resources {
            guard let names = resource.inheritedProfiles else {
                forget(id)
                continue
            }
            let inherited = names.compactMap { profiles[$0] }
            if let old = known[id], old.resource == resource, old.inherited == inherited { continue }
            guard let item = Selectable(resource, profiles) else {
                forget(id)
                continue
            }
            known[id] = (resource, inherited, item)
            index.insert(id, labels: item.labels)
        }
        for id in known.keys.filter({ resources[$0] == nil }) { forget(id) }
    }

    private mutating func forget(_ id: ResourceID) {
        if known.removeValue(forKey: id) != nil { index.remove(id) }
    }

    /// What `selector` finds, in no order.
    func found(by selector: Selector) -> [ResourceID] { index.items(matching: selector) }

    /// The members of each of `sets`; answers to questions that are not asked any more are forgotten.
    mutating func members(of sets: Set<MemberSet>) -> [MemberSet: DualStack<Members>] {
        answers = answers.filter { sets.contains($0.key) }
        for set in sets {
            let found = index.items(matching: set.selector).sorted().compactMap { known[$0]?.item }
            if let answer = answers[set], answer.found == found { continue }
            answers[set] = (found, Self.members(of: set, found))
        }
        return answers.mapValues { $0.members }
    }

    private static func members(of set: MemberSet, _ found: [Selectable]) -> DualStack<Members> {
        DualStack { family in
            set.portNames.isEmpty ? .addresses(of: found, family) : .ports(set, of: found, family)
        }
    }
}

extension Members {
    fileprivate static func addresses(of items: [Selectable], _ family: IPFamily) -> Members {
        let prefixes = items.flatMap { $0.prefixes.filter { $0.family == family } }
        guard prefixes.allSatisfy(\.isHost) else { return .ranges(prefixes.map(\.range).merged()) }
        return .hosts(prefixes.map(\.bits).sortedUnique())
    }

    fileprivate static func ports(_ set: MemberSet, of items: [Selectable], _ family: IPFamily) -> Members {
        .ports(
            items.flatMap { item in
                item.ports.filter {
                    set.portNames.contains($0.name) && $0.transport == set.transport ?? $0.transport
                }
                .flatMap { port in
                    item.prefixes.filter { $0.family == family }
                        .map { NamedPort(address: $0.bits, transport: port.transport, port: port.port) }
                }
            }.sortedUnique())
    }
}

extension Array where Element: Comparable {
    fileprivate func sortedUnique() -> [Element] {
        var result = sorted()
        var kept = 0
        for index in result.indices where index == 0 || result[index] != result[kept - 1] {
            result[kept] = result[index]
            kept += 1
        }
        result.removeSubrange(kept...)
        return result
    }
}

extension Resource {
    /// The profiles whose labels it inherits; `nil` for what no selector in a rule can find.
    fileprivate var inheritedProfiles: [String]? {
        switch self {
        case .pod(let pod): pod.isHostNetwork ? nil : pod.profiles
        case .workloadEndpoint(let endpoint): endpoint.profiles
        case .networkSet(let set): set.id.namespace.isEmpty ? [] : [profileName(ofNamespace: set.id.namespace)]
        case .namespace, .node, .serviceAccount, .kubernetesNetworkPolicy, .policy, .tier, .profile: nil
        }
    }
}

extension Selectable {
    fileprivate init?(_ resource: Resource, _ profiles: ProfileLabels) {
        switch resource {
        case .pod(let pod): self.init(pod, profiles)
        case .workloadEndpoint(let endpoint): self.init(endpoint, profiles)
        case .networkSet(let set): self.init(set, profiles)
        case .namespace, .node, .serviceAccount, .kubernetesNetworkPolicy, .policy, .tier, .profile: return nil
        }
    }
}
