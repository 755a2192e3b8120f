package import Addressing
import HashTreeCollections
package import Resources
import Selectors

/// Turns the desired state of the whole cluster into that of one node.
///
/// It is told of resources one by one and works out again what they touch; what it remembers saves time and
/// nothing else. The result depends on the resources that are there, not on how they came to be.
package struct Calculator {
    private let node: NodeParameters
    private var profiles = ProfileTable()
    private var policies = PolicyTable()
    private var pairs = PodPairs()
    private var population = Population()
    private var workloads = WorkloadTable()
    private var hosts = HostTable()
    private var network = NetworkTable()
    private var active = ActiveTable()
    private var workloadSequences = Uses<PolicySequence>()
    /// What each of this node's endpoints meets.
    private var meetings: [ResourceID: Meetings] = [:]
    private var stale = Staleness()
    private var state = NodeState()
    private var changes = NodeChanges()

    /// What has to be worked out again.
    private struct Staleness {
        /// Endpoints that came or changed.
        var endpoints: Set<ResourceID> = []
        /// Whatever these select meets other policies than before.
        var selectors: Set<Selector> = []
        /// Every endpoint may meet other tiers than before.
        var tiers = false
        /// Every endpoint may meet other profiles than before.
        var profiles = false
        /// Host endpoints, or the interfaces that they mean.
        var hosts = false
        /// Pools, nodes and the like.
        var network = false
        /// Policies with other rules.
        var edited: Set<ResourceID> = []
    }

    package init(_ node: NodeParameters) { self.node = node }

    /// Takes `resource` for what `id` is from now on; `nil`: it is not there any more.
    package mutating func update(_ id: ResourceID, _ resource: Resource?) {
        switch id.kind {
        case .ipReservation, .service, .felixConfiguration, .bgpPeer, .bgpFilter, .blockAffinity: return
        case .ipPool, .bgpConfiguration, .calicoNode:
            network.update(id, resource)
            stale.network = true
        case .node:
            population.update(id, resource)
            network.update(id, resource)
            stale.network = true
        case .endpointSlice, .networkSet, .globalNetworkSet: population.update(id, resource)
        case .hostEndpoint:
            population.update(id, resource)
            guard hosts.update(id, resource?.hostEndpoint, on: node) else { return }
            stale.hosts = true
            stale.endpoints.insert(id)
        case .pod, .workloadEndpoint:
            for (id, resource) in pairs.update(id, resource) {
                population.update(id, resource)
                if workloads.update(id, resource.flatMap { Candidate($0, node) }) {
                    stale.endpoints.insert(id)
                }
            }
        case .namespace, .serviceAccount, .profile: profiles.update(id, resource)
        case .tier: if policies.updateTier(id.name, resource) { stale.tiers = true }
        case .networkPolicy, .globalNetworkPolicy, .kubernetesNetworkPolicy, .stagedNetworkPolicy,
            .stagedGlobalNetworkPolicy, .stagedKubernetesNetworkPolicy, .adminNetworkPolicy,
            .baselineAdminNetworkPolicy, .clusterNetworkPolicy:
            let change = policies.update(id, resource)
            stale.edited.insert(id)
            if case .meetings(let selectors) = change { stale.selectors.formUnion(selectors) }
        }
    }

    /// Takes `addresses` for what this node's interfaces have, by which host endpoints are found.
    ///
    /// Says whether anything may follow from it.
    @discardableResult
    package mutating func update(interfaceAddresses addresses: [String: [IPAddress]]) -> Bool {
        guard hosts.update(addresses: addresses) else { return false }
        stale.hosts = true
        return true
    }

    /// Whether any host endpoint of this node is looked for by its addresses.
    package var wantsInterfaceAddresses: Bool { hosts.looksForAddresses }

    package mutating func calculate() -> NodeState {
        settle()
        let changed = meetAgain()
        drawUp(changed)
        renewRules()
        renewSets()
        if stale.network {
            state.network = network.network(ofNode: node.name)
            changes.network = true
        }
        stale = Staleness()
        return state
    }

    /// What the last calculated state may have other than the one that was the last when this was called before.
    package mutating func takeChanges() -> NodeChanges {
        defer { changes = NodeChanges() }
        return changes
    }

    /// Takes in what labels have changed.
    private mutating func settle() {
        if profiles.settle() {
            population.inheritAgain()
            stale.profiles = true
        }
        stale.endpoints.formUnion(population.settle(profiles.labels).filter(isLocal))
    }

    private func isLocal(_ id: ResourceID) -> Bool { workloads.contains(id) || hosts.contains(id) }

    /// Works out again what those endpoints meet that may meet something else.
    ///
    /// - Returns: the endpoints that have changed in any way.
    private mutating func meetAgain() -> Set<ResourceID> {
        var changed = stale.endpoints
        for selector in stale.selectors { changed.formUnion(population.found(by: selector).filter(isLocal)) }
        let everyone = Set(stale.tiers || stale.profiles ? workloads.ids + hosts.ids : [])
        for id in stale.tiers ? changed.union(everyone) : changed {
            let labels = isLocal(id) ? population.labels(of: id) : nil
            meetings[id] = labels.map { policies.meetings(of: $0, at: id.kind) }
        }
        return changed.union(everyone)
    }

    /// Makes this node's endpoints of what has changed and what has not.
    private mutating func drawUp(_ changed: Set<ResourceID>) {
        let hasChangedHosts = stale.hosts || changed.contains { $0.kind == .hostEndpoint }
        guard hasChangedHosts || !changed.isEmpty || !stale.selectors.isEmpty else { return }
        let drafting = Drafting(node: node, profiles: profiles, meetings: meetings)
        var old: [PolicySequence] = []
        var new: [PolicySequence] = []
        if hasChangedHosts {
            old = state.hostEndpoints.flatMap(\.sequences)
            state.hostEndpoints = hosts.draw(drafting)
            new = state.hostEndpoints.flatMap(\.sequences)
            changes.hosts = true
        }
        let drawn = workloads.draw(changed.filter { $0.kind != .hostEndpoint }, drafting)
        changes.endpoints.formUnion(drawn.changed)
        state.endpoints = drawn.endpoints
        state.problems = (policies.problems + hosts.problems + drawn.problems).sorted()
        active.replace(old + drawn.old, by: new + drawn.new, rules)
        changes.sequences.formSymmetricDifference(workloadSequences.replace(drawn.old, by: drawn.new))
    }

    /// The rules of a policy or profile as they are now.
    private func rules(_ key: RulesKey) -> ActiveRules? {
        key.id.kind == .profile ? profiles.rules(key) : policies.rules(key)
    }

    private mutating func renewRules() {
        var keys = stale.edited.flatMap { id in Direction.allCases.map { RulesKey(id, $0) } }
        if stale.profiles { keys += active.profileKeys }
        for key in keys { active.renew(key, rules(key)) }
        let touched = active.takeTouchedRules()
        guard !touched.isEmpty else { return }
        state.rules = active.rules
        changes.rules.formUnion(touched)
    }

    private mutating func renewSets() {
        for (set, isWanted) in active.takeTouchedSets() {
            if !isWanted {
                population.forget(set)
                state.sets[set] = nil
                changes.sets.insert(set)
            } else if state.sets[set] == nil {
                population.ask(set)
            }
        }
        for (set, members) in population.answers() where state.sets[set] != members {
            state.sets[set] = members
            changes.sets.insert(set)
        }
    }
}
