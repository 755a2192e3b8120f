import Addressing
import Resources
import Selectors

/// All that selectors in rules can find, indexed by label, with the answers given so far.
struct Population {
    private var resources: [ResourceID: Resource] = [:]
    private var items: [ResourceID: Selectable] = [:]
    private var indexes: [MemberSet.Space: LabelIndex<ResourceID>] = [:]
    private var answers: [MemberSet: (found: [Selectable], members: DualStack<Members>)] = [:]
    /// What was updated and is not in the index yet.
    private var unsettled: Set<ResourceID> = []
    /// The labels that what has changed had and has: an answer that asks for none of them still holds.
    private var touched: [(space: MemberSet.Space, labels: Labels)] = []

    /// Takes `resource` for what `id` is from now on.
    mutating func update(_ id: ResourceID, _ resource: Resource?) {
        resources[id] = resource
        unsettled.insert(id)
    }

    /// Profiles hand down other labels than before: everything may be labelled otherwise.
    mutating func inheritAgain() { unsettled.formUnion(resources.keys) }

    /// Brings the index up to date with what was updated.
    ///
    /// - Returns: the labels that those endpoints and network sets which have changed had and have.
    mutating func settle(_ profiles: ProfileLabels) -> [Labels] {
        var changed: [(space: MemberSet.Space, labels: Labels)] = []
        for id in unsettled {
            let old = items[id]
            let new = resources[id].flatMap { Selectable($0, profiles) }
            guard old != new else { continue }
            let space = id.kind.space
            changed += [old?.labels, new?.labels].compactMap { labels in labels.map { (space, $0) } }
            items[id] = new
            if let new {
                indexes[space, default: LabelIndex()].insert(id, labels: new.labels)
            } else {
                indexes[space]?.remove(id)
            }
        }
        unsettled = []
        touched += changed
        return changed.compactMap { $0.space == .endpoints ? $0.labels : nil }
    }

    /// What `selector` finds, in no order.
    func found(by selector: Selector) -> [ResourceID] {
        indexes[.endpoints]?.items(matching: selector) ?? []
    }

    /// The members of each of `sets`; answers to questions that are not asked any more are forgotten.
    mutating func members(of sets: Set<MemberSet>) -> [MemberSet: DualStack<Members>] {
        answers = answers.filter { sets.contains($0.key) }
        for set in sets {
            let isTouched = touched.contains { $0.space == set.space && set.selector.matches($0.labels) }
            if answers[set] != nil, !isTouched { continue }
            let found = (indexes[set.space]?.items(matching: set.selector) ?? []).compactMap { items[$0] }
            if let answer = answers[set], answer.found == found { continue }
            answers[set] = (found, Self.members(of: set, found))
        }
        touched = []
        return answers.mapValues { $0.members }
    }

    private static func members(of set: MemberSet, _ found: [Selectable]) -> DualStack<Members> {
        DualStack { family in
            set.hasPorts ? .ports(set, of: found, family) : .addresses(of: found, family)
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
                    (set.portNames.isEmpty || set.portNames.contains($0.name))
                        && $0.transport == set.transport ?? $0.transport
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

extension Selectable {
    fileprivate init?(_ resource: Resource, _ profiles: ProfileLabels) {
        switch resource {
        case .pod(let pod):
            // It has its host's address, which is no pod's.
            guard !pod.isHostNetwork else { return nil }
            self.init(pod, profiles)
        case .workloadEndpoint(let endpoint): self.init(endpoint, profiles)
        case .networkSet(let set): self.init(set, profiles)
        case .hostEndpoint(let endpoint): self.init(endpoint, profiles)
        case .endpointSlice(let slice): self.init(slice)
        case .node(let node): self.init(node)
        case .namespace, .serviceAccount, .kubernetesNetworkPolicy, .policy, .tier, .profile, .adminPolicy,
            .ipPool, .ipReservation, .service, .felixConfiguration, .bgpConfiguration:
            return nil
        }
    }
}

extension Kind {
    /// Among what a selector finds resources of the kind.
    fileprivate var space: MemberSet.Space {
        switch self {
        case .node: .nodes
        case .endpointSlice: .services
        case .pod, .namespace, .serviceAccount, .kubernetesNetworkPolicy, .workloadEndpoint, .networkPolicy,
            .globalNetworkPolicy, .tier, .profile, .networkSet, .globalNetworkSet, .hostEndpoint,
            .stagedNetworkPolicy, .stagedGlobalNetworkPolicy, .stagedKubernetesNetworkPolicy,
            .adminNetworkPolicy, .baselineAdminNetworkPolicy, .clusterNetworkPolicy, .ipPool,
            .ipReservation, .service, .felixConfiguration, .bgpConfiguration:
            .endpoints
        }
    }
}
