package import Addressing
package import Resources
import Selectors

/// What the calculation has to know of the node itself.
package struct NodeParameters: Hashable, Sendable {
    /// The node's name, as `spec.nodeName` of its pods has it.
    package let name: String
    /// What the names of pods' interfaces begin with.
    package let interfacePrefix: String
    /// What the names of all workloads' interfaces begin with.
    package var workloadPrefixes: [String]
    /// `WorkloadSourceSpoofing: Any`: whether endpoints may have other sources than their addresses.
    package var allowsOtherSources = false

    package init(name: String, interfacePrefix: String) {
        self.name = name
        self.interfacePrefix = interfacePrefix
        workloadPrefixes = [interfacePrefix]
    }

    func isWorkloadInterface(_ name: String) -> Bool { workloadPrefixes.contains { name.hasPrefix($0) } }
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
            network.update(id, resource)
            stale.network = stale.network || id.kind == .node
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
        state.endpoints = localEndpoints(tiers, &problems)
        state.hostEndpoints = localHostEndpoints(tiers, &problems)
        state.problems = problems.sorted()
        var met: Set<PolicySequence> = []
        for endpoint in state.endpoints { met.formUnion([endpoint.ingress, endpoint.egress]) }
        for endpoint in state.hostEndpoints { met.formUnion(endpoint.sequences) }
        if met != sequences { stale.rules = true }
        sequences = met
    }

    private func localEndpoints(
        _ tiers: [Meeting: [PolicySequence.Tier]], _ problems: inout [StateProblem]
    ) -> [LocalEndpoint] {
        var claims = Claims()
        return candidates.values.sorted { $0.id < $1.id }.compactMap { candidate in
            guard let addresses = claims.take(candidate, &problems) else { return nil }
            let existing = existingProfiles(candidate.profiles, of: candidate.id, &problems)
            let sequence = { direction in
                PolicySequence(
                    tiers: tiers[Meeting(candidate.id, direction)] ?? [],
                    profiles: existing.map { RulesKey($0, direction) })
            }
            var endpoint = LocalEndpoint(
                candidate.id, interface: candidate.interface, addresses: addresses,
                ingress: sequence(.ingress), egress: sequence(.egress))
            endpoint.floatingAddresses = claims.takeFloating(candidate, addresses, &problems)
            endpoint.allowedSources = allowedSources(candidate, &problems)
            endpoint.ingressLimits = candidate.extras.ingressLimits
            endpoint.egressLimits = candidate.extras.egressLimits
            endpoint.dscp = candidate.extras.dscp
            endpoint.mac = candidate.mac
            return endpoint
        }
    }

    private func localHostEndpoints(
        _ tiers: [Meeting: [PolicySequence.Tier]], _ problems: inout [StateProblem]
    ) -> [LocalHostEndpoint] {
        hosts.resolved(on: node, &problems).map { host, interface in
            let id = ResourceID(.hostEndpoint, name: host.name)
            let existing = existingProfiles(host.profiles, of: id, &problems)
            let normal = { direction in
                PolicySequence(
                    tiers: tiers[Meeting(id, direction)] ?? [],
                    profiles: existing.map { RulesKey($0, direction) })
            }
            let other: (Direction, Occasion) -> PolicySequence? = { direction, occasion in
                tiers[Meeting(id, direction, occasion)].map {
                    PolicySequence(tiers: $0, profiles: [], isOpenEnded: true)
                }
            }
            var endpoint = LocalHostEndpoint(
                id, interface: interface, ingress: normal(.ingress), egress: normal(.egress))
            endpoint.forwardIngress = other(.ingress, .forward)
            endpoint.forwardEgress = other(.egress, .forward)
            endpoint.preDNATIngress = other(.ingress, .preDNAT)
            endpoint.untrackedIngress = other(.ingress, .untracked)
            endpoint.untrackedEgress = other(.egress, .untracked)
            if interface == .all, endpoint.untrackedIngress != nil || endpoint.untrackedEgress != nil {
                // As in Felix: before routing it is not known what is a workload's.
                problems.append(StateProblem(id, "policies with doNotTrack are not in force at interface *"))
                endpoint.untrackedIngress = nil
                endpoint.untrackedEgress = nil
            }
            return endpoint
        }
    }

    /// Those of `names` that there are; what is missing allows nothing.
    private func existingProfiles(
        _ names: [String], of id: ResourceID, _ problems: inout [StateProblem]
    ) -> [ResourceID] {
        for name in names where profiles[name] == nil && !name.hasPrefix("ksa.") {
            problems.append(
                StateProblem(id, "profile \(name) does not exist: what it would allow is denied"))
        }
        return names.filter { profiles[$0] != nil }.map { ResourceID(.profile, name: $0) }
    }

    private func allowedSources(
        _ candidate: Candidate, _ problems: inout [StateProblem]
    ) -> DualStack<[IPPrefix]> {
        let prefixes = candidate.extras.allowedSources
        if !prefixes.isEmpty, !node.allowsOtherSources {
            problems.append(
                StateProblem(
                    candidate.id,
                    "other sources than its addresses are not allowed while WorkloadSourceSpoofing is Disabled"
                ))
            return DualStack { _ in [] }
        }
        return DualStack { family in Set(prefixes).filter { $0.family == family }.sorted() }
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
