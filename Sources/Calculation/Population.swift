import Addressing
import Resources
import Selectors

/// All that selectors in rules can find, indexed by label, with the answers given so far.
struct Population {
    private var resources: [ResourceID: Resource] = [:]
    private var items: [ResourceID: Selectable] = [:]
    private var index = LabelIndex<ResourceID>()
    private var answers: [MemberSet: (found: [Selectable], members: DualStack<Members>)] = [:]
    /// What was updated and is not in the index yet.
    private var unsettled: Set<ResourceID> = []
    /// The labels that what has changed had and has: an answer that asks for none of them still holds.
    private var touched: [Labels] = []

    /// Takes `resource` for what `id` is from now on.
    mutating func update(_ id: ResourceID, _ resource: Resource?) {
        resources[id] = resource
        unsettled.insert(id)
    }

    /// Profiles hand down other labels than before: everything may be labelled otherwise.
    mutating func inheritAgain() { unsettled.formUnion(resources.keys) }

    /// Brings the index up to date with what was updated.
    ///
    /// - Returns: the labels that what has changed had and has.
    mutating func settle(_ profiles: ProfileLabels) -> [Labels] {
        var changed: [Labels] = []
        for id in unsettled {
            let old = items[id]
            let new = resources[id].flatMap { Selectable($0, profiles) }
            guard old != new else { continue }
            changed += [old?.labels, new?.labels].compactMap(\.self)
            items[id] = new
            if let new { index.insert(id, labels: new.labels) } else { index.remove(id) }
        }
        unsettled = []
        touched += changed
        return changed
    }

    /// What `selector` finds, in no order.
    func found(by selector: Selector) -> [ResourceID] { index.items(matching: selector) }

    /// The members of each of `sets`; answers to questions that are not asked any more are forgotten.
    mutating func members(of sets: Set<MemberSet>) -> [MemberSet: DualStack<Members>] {
        answers = answers.filter { sets.contains($0.key) }
        for set in sets {
            if answers[set] != nil, !touched.contains(where: set.selector.matches) { continue }
            let found = index.items(matching: set.selector).compactMap { items[$0] }
            if let answer = answers[set], answer.found == found { continue }
            answers[set] = (found, Self.members(of: set, found))
        }
        touched = []
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

extension Selectable {
    fileprivate init?(_ resource: Resource, _ profiles: ProfileLabels) {
        switch resource {
        case .pod(let pod):
            // It has its host's address, which is no pod's.
            guard !pod.isHostNetwork else { return nil }
            self.init(pod, profiles)
        case .workloadEndpoint(let endpoint): self.init(endpoint, profiles)
        case .networkSet(let set): self.init(set, profiles)
        case .namespace, .node, .serviceAccount, .kubernetesNetworkPolicy, .policy, .tier, .profile,
            .hostEndpoint, .adminPolicy, .ipPool, .ipReservation, .service, .endpointSlice,
            .felixConfiguration, .bgpConfiguration:
            return nil
        }
    }
}
