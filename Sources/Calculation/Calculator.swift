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
/// What it remembers between calls saves time and nothing else: the result depends on the arguments alone.
package struct Calculator {
    private var population = Population()
    private var translations: [ResourceID: (resource: Resource, policy: CompiledPolicy)] = [:]

    package init() {}

    package mutating func calculate(_ resources: [ResourceID: Resource], _ node: NodeParameters) -> NodeState {
        var state = NodeState()
        let profiles = collectProfiles(resources)
        population.update(resources, profiles: profiles.mapValues(\.labelsToApply))
        let policies = translate(resources)
        let tiers = orderTiers(resources, policies, &state.problems)

        let candidates = resources.values.compactMap { Candidate($0, node) }.sorted { $0.id < $1.id }
        let met = meet(candidates, tiers)

        var claims = Claims()
        for candidate in candidates {
            guard let claim = claims.take(candidate, &state.problems) else { continue }
            for name in candidate.profiles where profiles[name] == nil && !name.hasPrefix("ksa.") {
                state.problems.append(
                    StateProblem(candidate.id, "profile \(name) does not exist: what it would allow is denied"))
            }
            let sequences = Direction.allCases.map { direction in
                PolicySequence(
                    tiers: met[RulesKey(candidate.id, direction)] ?? [],
                    profiles: candidate.profiles.filter { profiles[$0] != nil }.map {
                        RulesKey(ResourceID(.profile, name: $0), direction)
                    })
            }
            state.endpoints.append(
                LocalEndpoint(
                    candidate.id, interface: candidate.interface, addresses: claim, ingress: sequences[0],
                    egress: sequences[1]))
        }
        state.rules = collectRules(of: state.endpoints, policies, profiles)
        state.sets = population.members(of: Set(state.rules.values.flatMap(\.sets)))
        state.problems.sort()
        return state
    }

    /// Every profile by name. Namespaces and service accounts rule over what an export wrote down of them.
    private func collectProfiles(_ resources: [ResourceID: Resource]) -> [String: Profile] {
        var result = ["projectcalico-default-allow": Profile.allowAll]
        var derived: [String: Profile] = [:]
        for resource in resources.values {
            switch resource {
            case .profile(let profile): result[profile.name] = profile
            case .namespace(let namespace): derived[profileName(ofNamespace: namespace.name)] = Profile(namespace)
            case .serviceAccount(let account):
                derived[profileName(ofServiceAccount: account.name, in: account.namespace)] = Profile(account)
            case .pod, .node, .kubernetesNetworkPolicy, .workloadEndpoint, .policy, .tier, .networkSet: continue
            }
        }
        return result.merging(derived) { _, derived in derived }
    }

    private mutating func translate(_ resources: [ResourceID: Resource]) -> [ResourceID: CompiledPolicy] {
        for (id, resource) in resources {
            if let known = translations[id], known.resource == resource { continue }
            switch resource {
            case .policy(let policy): translations[id] = (resource, CompiledPolicy(policy))
            case .kubernetesNetworkPolicy(let policy):
                translations[id] = (resource, CompiledPolicy(Policy(policy)))
            case .pod, .namespace, .node, .serviceAccount, .workloadEndpoint, .tier, .profile, .networkSet: continue
            }
        }
        translations = translations.filter { resources[$0.key] != nil }
        return translations.mapValues(\.policy)
    }

    private func orderTiers(
        _ resources: [ResourceID: Resource], _ policies: [ResourceID: CompiledPolicy], _ problems: inout [StateProblem]
    ) -> [OrderedTier] {
        var tiers = Dictionary(uniqueKeysWithValues: Tier.builtIn.map { ($0.name, $0) })
        for case .tier(let tier) in resources.values { tiers[tier.name] = tier }
        let byTier = Dictionary(grouping: policies.values, by: \.policy.tier)
        for (name, policies) in byTier where tiers[name] == nil {
            // Behind all others, and denying at its end: unknown is no reason to let a packet through.
            tiers[name] = Tier(name: name)
            problems += policies.map {
                StateProblem($0.policy.id, "tier \(name) does not exist: taken as the last tier, which denies")
            }
        }
        return tiers.values.sorted { PolicyOrder($0) < PolicyOrder($1) }.compactMap { tier in
            byTier[tier.name].map { OrderedTier(tier, $0.sorted { $0.order < $1.order }) }
        }
    }

    /// The tiers that each candidate meets in each direction: those with at least one policy for it.
    ///
    /// Asked policy by policy, so that the index finds the few endpoints a policy is for.
    private func meet(_ candidates: [Candidate], _ tiers: [OrderedTier]) -> [RulesKey: [PolicySequence.Tier]] {
        let local = Set(candidates.map(\.id))
        var result: [RulesKey: [PolicySequence.Tier]] = [:]
        for tier in tiers {
            var policies: [RulesKey: [RulesKey]] = [:]
            for policy in tier.policies {
                let found = population.found(by: policy.selector).filter(local.contains)
                for direction in Direction.allCases where policy.applies(direction) {
                    for id in found {
                        policies[RulesKey(id, direction), default: []].append(RulesKey(policy.policy.id, direction))
                    }
                }
            }
            for (endpoint, policies) in policies {
                result[endpoint, default: []].append(
                    PolicySequence.Tier(
                        name: tier.tier.name, defaultActionIsPass: tier.tier.defaultActionIsPass, policies: policies))
            }
        }
        return result
    }

    private func collectRules(
        of endpoints: [LocalEndpoint], _ policies: [ResourceID: CompiledPolicy], _ profiles: [String: Profile]
    ) -> [RulesKey: ActiveRules] {
        var result: [RulesKey: ActiveRules] = [:]
        for sequence in endpoints.flatMap({ [$0.ingress, $0.egress] }) {
            for key in sequence.tiers.flatMap(\.policies) where result[key] == nil {
                guard let policy = policies[key.id] else { continue }
                result[key] = key.direction == .ingress ? policy.ingress : policy.egress
            }
            for key in sequence.profiles where result[key] == nil {
                guard let profile = profiles[key.id.name] else { continue }
                result[key] = ActiveRules(key.direction == .ingress ? profile.ingress : profile.egress, in: "")
            }
        }
        return result
    }
}

extension Profile {
    /// The profile that Calico has built in for endpoints without a namespace.
    fileprivate static let allowAll = Profile(
        name: "projectcalico-default-allow", ingress: [PolicyRule(.allow)], egress: [PolicyRule(.allow)])
}
