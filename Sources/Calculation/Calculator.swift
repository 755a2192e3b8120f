package import Addressing
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
    private var population = Population()
    private var candidates: [ResourceID: Candidate] = [:]
    private var hosts = HostTable()
    private var network = NetworkTable()
    /// Whatever some endpoint meets.
    private var sequences: Set<PolicySequence> = []
    private var wantedSets: Set<MemberSet> = []
    private var stale = Staleness()
    private var state = NodeState()

    /// What has to be worked out again.
    private struct Staleness {
        /// Which policies meet which endpoint, or who is an endpoint.
        var endpoints = false
        /// The members of sets.
        var members = false
        /// Pools, nodes and the like.
        var network = false
        /// Which policies and profiles are met.
        var rules = false
        /// Policies that are met as before, with other rules.
        var edited: Set<ResourceID> = []
    }

    package init(_ node: NodeParameters) { self.node = node }

    /// Takes `resource` for what `id` is from now on; `nil`: it is not there any more.
    package mutating func update(_ id: ResourceID, _ resource: Resource?) {
        switch id.kind {
        case .ipReservation, .service, .felixConfiguration: return
        case .ipPool, .bgpConfiguration:
            network.update(id, resource)
            stale.network = true
        case .node, .endpointSlice:
            population.update(id, resource)
            stale.members = true
            guard id.kind == .node else { return }
            network.update(id, resource)
            stale.network = true
        case .hostEndpoint:
            population.update(id, resource)
            stale.members = true
            if hosts.update(id, resource?.hostEndpoint, on: node) { stale.endpoints = true }
        case .namespace, .serviceAccount, .profile: profiles.update(id, resource)
        case .tier:
            policies.updateTier(id.name, resource)
            stale.endpoints = true
        case .networkPolicy, .globalNetworkPolicy, .kubernetesNetworkPolicy, .stagedNetworkPolicy,
            .stagedGlobalNetworkPolicy, .stagedKubernetesNetworkPolicy, .adminNetworkPolicy,
            .baselineAdminNetworkPolicy, .clusterNetworkPolicy:
            switch policies.update(id, resource) {
            case .itself: stale.edited.insert(id)
            case .meetsOthers:
                stale.endpoints = true
                stale.rules = true
            }
        case .pod, .workloadEndpoint, .networkSet, .globalNetworkSet:
            population.update(id, resource)
            stale.members = true
            let candidate = resource.flatMap { Candidate($0, node) }
            if candidate != nil || candidates[id] != nil {
                candidates[id] = candidate
                stale.endpoints = true
            }
        }
    }

    /// Takes `addresses` for what this node's interfaces have, by which host endpoints are found.
    package mutating func update(interfaceAddresses addresses: [String: [IPAddress]]) {
        if hosts.update(addresses: addresses) { stale.endpoints = true }
    }

    package mutating func calculate() -> NodeState {
        if profiles.settle() {
            population.inheritAgain()
            stale.endpoints = true
            stale.rules = true
            stale.members = true
        }
        policies.forgetMatches(of: population.settle(profiles.labels))
        if stale.endpoints { meetEndpoints() }
        if stale.rules { collectRules() } else { editRules(of: stale.edited) }
        if stale.network { state.network = network.network(ofNode: node.name) }
        if stale.members { state.sets = population.members(of: wantedSets) }
        stale = Staleness()
        return state
    }

    /// Works out who is an endpoint here, and which policies and profiles each meets.
    private mutating func meetEndpoints() {
        var problems: [StateProblem] = []
        let local = Set(candidates.keys).union(hosts.ids)
        let tiers = policies.meet(local, in: population, &problems)
        var assembly = EndpointAssembly(node: node, profiles: profiles, tiers: tiers, problems: problems)
        state.endpoints = assembly.workloads(candidates.values)
        state.hostEndpoints = assembly.hosts(hosts)
        state.problems = assembly.problems.sorted()
        var met: Set<PolicySequence> = []
        for endpoint in state.endpoints { met.formUnion([endpoint.ingress, endpoint.egress]) }
        for endpoint in state.hostEndpoints { met.formUnion(endpoint.sequences) }
        if met != sequences { stale.rules = true }
        sequences = met
    }

    /// Takes the new rules of policies that are met as before.
    private mutating func editRules(of edited: Set<ResourceID>) {
        var looksElsewhere = false
        for key in edited.flatMap({ id in Direction.allCases.map { RulesKey(id, $0) } }) {
            guard let old = state.rules[key], let new = policies.rules(key) else { continue }
            state.rules[key] = new
            looksElsewhere = looksElsewhere || old.sets != new.sets
        }
        guard looksElsewhere else { return }
        wantedSets = Set(state.rules.values.flatMap(\.sets))
        stale.members = true
    }

    /// Gathers the rules of all policies and profiles that some endpoint meets, and the sets they look into.
    private mutating func collectRules() {
        var rules: [RulesKey: ActiveRules] = [:]
        for sequence in sequences {
            for key in sequence.tiers.flatMap(\.policies) where rules[key] == nil {
                rules[key] = policies.rules(key)
            }
            for key in sequence.profiles where rules[key] == nil { rules[key] = profiles.rules(key) }
        }
        guard rules != state.rules else { return }
        state.rules = rules
        wantedSets = Set(rules.values.flatMap(\.sets))
        stale.members = true
    }
}
