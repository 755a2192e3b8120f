package import Resources
import Selectors

/// What the calculation has to know of the node itself.
package struct NodeParameters: Hashable, Sendable {
    /// The node's name, as `spec.nodeName` of its pods has it.
    package let name: String
    /// What the names of pods' interfaces begin with.
    package let interfacePrefix: String

    package init(name: String, interfacePrefix: String) {
        self.name = name
        self.interfacePrefix = interfacePrefix
    }
}

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
    private var stale = Staleness()
    private var state = NodeState()

    /// What has to be worked out again.
    private struct Staleness {
        /// Which policies meet which endpoint, or who is an endpoint.
        var endpoints = false
        /// The members of sets.
        var members = false
        /// Policies whose rules have changed.
        var rules: Set<ResourceID> = []
    }

    package init(_ node: NodeParameters) { self.node = node }

    /// Takes `resource` for what `id` is from now on; `nil`: it is not there any more.
    package mutating func update(_ id: ResourceID, _ resource: Resource?) {
        switch id.kind {
        case .node: return
        case .namespace, .serviceAccount, .profile: profiles.update(id, resource)
        case .tier:
            policies.updateTier(id.name, resource)
            stale.endpoints = true
        case .networkPolicy, .globalNetworkPolicy, .kubernetesNetworkPolicy:
            if policies.update(id, resource) == .meetsOthers { stale.endpoints = true }
            stale.rules.insert(id)
        case .pod, .workloadEndpoint, .networkSet, .globalNetworkSet:
            population.update(id, resource)
            stale.members = true
            let candidate = resource.flatMap { Candidate($0, node) }
            if candidate != nil || candidates[id] != nil {
                candidates[id] = candidate
                policies.forgetMatches()
                stale.endpoints = true
            }
        }
    }

    package mutating func calculate() -> NodeState {
        if profiles.settle() {
            population.inheritAgain()
            policies.forgetMatches()
            stale.endpoints = true
            stale.members = true
        }
        population.settle(profiles.labels)
        if stale.endpoints {
            meetEndpoints()
            stale.members = true
        } else if !stale.rules.isEmpty {
            replaceRules(of: stale.rules)
            stale.members = true
        }
        if stale.members { state.sets = population.members(of: Set(state.rules.values.flatMap(\.sets))) }
        stale = Staleness()
        return state
    }

    /// Works out who is an endpoint here, and which policies and profiles each meets.
    private mutating func meetEndpoints() {
        var problems: [StateProblem] = []
        let ordered = candidates.values.sorted { $0.id < $1.id }
        let met = policies.meet(Set(candidates.keys), in: population, &problems)
        var claims = Claims()
        state.endpoints = []
        state.rules = [:]
        for candidate in ordered {
            guard let addresses = claims.take(candidate, &problems) else { continue }
            for name in candidate.profiles where profiles[name] == nil && !name.hasPrefix("ksa.") {
                problems.append(
                    StateProblem(
                        candidate.id, "profile \(name) does not exist: what it would allow is denied"))
            }
            let existing = candidate.profiles.filter { profiles[$0] != nil }
            let sequences = Direction.allCases.map { direction in
                PolicySequence(
                    tiers: met[RulesKey(candidate.id, direction)] ?? [],
                    profiles: existing.map { RulesKey(ResourceID(.profile, name: $0), direction) })
            }
            state.endpoints.append(
                LocalEndpoint(
                    candidate.id, interface: candidate.interface, addresses: addresses, ingress: sequences[0],
                    egress: sequences[1]))
            for sequence in sequences { addRules(of: sequence) }
        }
        state.problems = problems.sorted()
    }

    private mutating func addRules(of sequence: PolicySequence) {
        for key in sequence.tiers.flatMap(\.policies) where state.rules[key] == nil {
            state.rules[key] = policies.rules(key)
        }
        for key in sequence.profiles where state.rules[key] == nil { state.rules[key] = profiles.rules(key) }
    }

    private mutating func replaceRules(of changed: Set<ResourceID>) {
        for id in changed {
            for key in Direction.allCases.map({ RulesKey(id, $0) }) where state.rules[key] != nil {
                state.rules[key] = policies.rules(key)
            }
        }
    }
}
