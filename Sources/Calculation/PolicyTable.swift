import Resources
import Selectors

/// All policies and tiers, and which endpoints each policy is for.
struct PolicyTable {
    private var tiers: [String: Tier] = [:]
    private var policies: [ResourceID: CompiledPolicy] = [:]
    /// The tiers in their order, each with its policies in theirs; `nil` if something about that has changed.
    private var ordered: [OrderedTier]?
    /// The local endpoints that each policy is for, as far as they were looked for.
    private var matches: [ResourceID: [ResourceID]] = [:]

    /// What a change of a policy touches.
    enum Change {
        /// Its rules alone.
        case itself
        /// Which endpoints meet it, or when.
        case meetsOthers
    }

    mutating func updateTier(_ name: String, _ resource: Resource?) {
        if case .tier(let tier)? = resource { tiers[name] = tier } else { tiers[name] = nil }
        ordered = nil
    }

    mutating func update(_ id: ResourceID, _ resource: Resource?) -> Change {
        let old = policies[id]
        let new: CompiledPolicy? =
            switch resource {
            case .policy(let policy): policy.isConsulted ? CompiledPolicy(policy) : nil
            case .kubernetesNetworkPolicy(let policy):
                Policy(policy).isConsulted ? CompiledPolicy(Policy(policy)) : nil
            case .adminPolicy(let policy): CompiledPolicy(Policy(policy))
            default: nil
            }
        policies[id] = new
        // The order holds policies as they were.
        ordered = nil
        if let old, let new, old.meetsLike(new) { return .itself }
        matches[id] = nil
        return .meetsOthers
    }

    /// Something with these labels has come or gone: who matches such has to be looked for again.
    mutating func forgetMatches(of labels: [Labels]) {
        for id in matches.keys where labels.contains(where: { policies[id]?.selector.matches($0) ?? true }) {
            matches[id] = nil
        }
    }

    func rules(_ key: RulesKey) -> ActiveRules? {
        policies[key.id].map { key.direction == .ingress ? $0.ingress : $0.egress }
    }

    /// The tiers that each of the `local` endpoints meets on each occasion: those with at least one policy for
    /// it.
    ///
    /// Asked policy by policy, so that the index finds the few endpoints a policy is for.
    mutating func meet(
        _ local: Set<ResourceID>, in population: Population, _ problems: inout [StateProblem]
    ) -> [Meeting: [PolicySequence.Tier]] {
        var result: [Meeting: [PolicySequence.Tier]] = [:]
        for tier in order(&problems) {
            var met: [Meeting: [RulesKey]] = [:]
            for policy in tier.policies {
                let id = policy.policy.id
                let found = matches[id] ?? population.found(by: policy.selector).filter(local.contains)
                matches[id] = found
                for direction in Direction.allCases where policy.applies(direction) {
                    for endpoint in found {
                        for occasion in policy.policy.occasions(at: endpoint.kind) {
                            met[Meeting(endpoint, direction, occasion), default: []]
                                .append(RulesKey(id, direction))
                        }
                    }
                }
            }
            for (meeting, policies) in met {
                // What no policy decides so early is decided later, by normal ones.
                let isEarly = meeting.occasion == .preDNAT || meeting.occasion == .untracked
                let passes = tier.tier.defaultActionIsPass || isEarly
                result[meeting, default: []].append(
                    PolicySequence.Tier(
                        name: tier.tier.name, defaultActionIsPass: passes, policies: policies))
            }
        }
        return result
    }

    private mutating func order(_ problems: inout [StateProblem]) -> [OrderedTier] {
        var known = Dictionary(uniqueKeysWithValues: Tier.builtIn.map { ($0.name, $0) })
        known.merge(tiers) { _, written in written }
        let byTier = Dictionary(grouping: policies.values, by: \.policy.tier)
        for (name, policies) in byTier where known[name] == nil {
            // Behind all others, and denying at its end: unknown is no reason to let a packet through.
            known[name] = Tier(name: name)
            problems += policies.map {
                StateProblem(
                    $0.policy.id, "tier \(name) does not exist: taken as the last tier, which denies")
            }
        }
        if let ordered { return ordered }
        let result = known.values.sorted { PolicyOrder($0) < PolicyOrder($1) }.compactMap { tier in
            byTier[tier.name].map { OrderedTier(tier, $0.sorted { $0.order < $1.order }) }
        }
        ordered = result
        return result
    }
}

extension Policy {
    /// Whether the policy is asked at all: a staged one may stand for the removal of a policy, or for nothing.
    fileprivate var isConsulted: Bool {
        switch stagedAction {
        case nil, .set, .learn: true
        case .delete, .ignore: false
        }
    }
}
