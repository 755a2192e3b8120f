import Addressing
import Resources
import Selectors

/// All that selectors in rules can find, indexed by label, with the answers given so far.
struct Population {
    private var resources: [ResourceID: Resource] = [:]
    private var items: [ResourceID: Selectable] = [:]
    private var indexes: [MemberSet.Space: LabelIndex<ResourceID>] = [:]
    /// The questions that are asked, and those whose answer may have changed.
    private var questions: [MemberSet.Space: SelectorIndex<MemberSet>] = [:]
    private var unanswered: Set<MemberSet> = []
    /// What was updated and is not in the index yet.
    private var unsettled: Set<ResourceID> = []

    /// Takes `resource` for what `id` is from now on.
    mutating func update(_ id: ResourceID, _ resource: Resource?) {
        resources[id] = resource
        unsettled.insert(id)
    }

    /// Profiles hand down other labels than before: everything may be labelled otherwise.
    mutating func inheritAgain() { unsettled.formUnion(resources.keys) }

    /// Brings the index up to date with what was updated.
    ///
    /// - Returns: the endpoints and network sets that have changed.
    mutating func settle(_ profiles: ProfileLabels) -> [ResourceID] {
        var changed: [ResourceID] = []
        for id in unsettled {
            let old = items[id]
            let new = resources[id].flatMap { Selectable($0, profiles) }
            guard old != new else { continue }
            let space = id.kind.space
            for labels in [old?.labels, new?.labels].compactMap(\.self) {
                unanswered.formUnion(questions[space]?.keys(matching: labels) ?? [])
            }
            items[id] = new
            if let new {
                indexes[space, default: LabelIndex()].insert(id, labels: new.labels)
            } else {
                indexes[space]?.remove(id)
            }
            if space == .endpoints { changed.append(id) }
        }
        unsettled = []
        return changed
    }

    /// The labels of the endpoint or network set `id`.
    func labels(of id: ResourceID) -> Labels? { items[id]?.labels }

    /// What `selector` finds of endpoints and network sets, in no order.
    func found(by selector: Selector) -> [ResourceID] {
        indexes[.endpoints]?.items(matching: selector) ?? []
    }

    mutating func ask(_ set: MemberSet) {
        questions[set.space, default: SelectorIndex()].insert(set, set.selector)
        unanswered.insert(set)
    }

    mutating func forget(_ set: MemberSet) {
        questions[set.space]?.remove(set)
        unanswered.remove(set)
    }

    /// The members of those sets whose members may have changed since this was called before.
    mutating func answers() -> [MemberSet: DualStack<Members>] {
        defer { unanswered = [] }
        return Dictionary(
            uniqueKeysWithValues: unanswered.map { set in
                let found = indexes[set.space]?.items(matching: set.selector) ?? []
                return (set, Self.members(of: set, found.compactMap { items[$0] }))
            })
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
            .ipPool, .ipReservation, .service, .felixConfiguration, .bgpConfiguration, .calicoNode,
            .bgpPeer, .bgpFilter, .blockAffinity:
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
            .ipReservation, .service, .felixConfiguration, .bgpConfiguration, .bgpPeer,
            .bgpFilter, .calicoNode, .blockAffinity:
            .endpoints
        }
    }
}
