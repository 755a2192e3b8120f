import Resources
import Selectors

/// All policies and tiers, and which policies are for what has some labels.
struct PolicyTable {
    /// The tiers that somebody has written.
    private var tiers: [String: Tier] = [:]
    private var policies: [ResourceID: CompiledPolicy] = [:]
    private var index = SelectorIndex<ResourceID>()
    private var byTier: [String: Set<ResourceID>] = [:]
    /// Questions that policies have asked, so that those who ask the same share one.
    private var questions: Set<MemberSet> = []

    /// What a change of a policy touches.
    enum Change {
        case nothing
        /// Its rules alone.
        case itself
        /// Whatever one of these selects meets other policies than before, or in another order.
        case meetings([Selector])
    }

    /// Takes `resource` for the tier `name`; says whether endpoints may meet other tiers than before.
    mutating func updateTier(_ name: String, _ resource: Resource?) -> Bool {
        let old = tiers[name]
        if case .tier(let tier)? = resource { tiers[name] = tier } else { tiers[name] = nil }
        return tiers[name] != old && byTier[name] != nil
    }

    mutating func update(_ id: ResourceID, _ resource: Resource?) -> Change {
        let old = policies[id]
        let new = CompiledPolicy(resource, &questions)
        // Nothing is lost but room, where there are more than anybody asks at once.
        if questions.count > 100_000 { questions = [] }
        guard old != nil || new != nil else { return .nothing }
        policies[id] = new
        if let old, let new, old.meetsLike(new) { return .itself }
        if let old {
            byTier[old.policy.tier]?.remove(id)
            if byTier[old.policy.tier]?.isEmpty == true { byTier[old.policy.tier] = nil }
        }
        if let new {
            byTier[new.policy.tier, default: []].insert(id)
            index.insert(id, new.selector)
        } else {
            index.remove(id)
        }
        return .meetings([old, new].compactMap { $0?.selector })
    }

    func rules(_ key: RulesKey) -> ActiveRules? {
        policies[key.id].map { key.direction == .ingress ? $0.ingress : $0.egress }
    }

    /// What an endpoint of `kind` with `labels` meets.
    func meetings(of labels: Labels, at kind: Kind) -> Meetings {
        let found = index.keys(matching: labels).compactMap { policies[$0] }
        let tiers = Dictionary(grouping: found, by: \.policy.tier).map {
            (order: order(ofTier: $0), policies: $1)
        }
        var result: Meetings = [:]
        for (order, policies) in tiers.sorted(by: { $0.order < $1.order }) {
            var met: [Meeting: [RulesKey]] = [:]
            for policy in policies.sorted(by: { $0.order < $1.order }) {
                for direction in Direction.allCases where policy.applies(direction) {
                    for occasion in policy.policy.occasions(at: kind) {
                        met[Meeting(direction, occasion), default: []]
                            .append(RulesKey(policy.policy.id, direction))
                    }
                }
            }
            for (meeting, policies) in met {
                // What no policy decides so early is decided later, by normal ones.
                let isEarly = meeting.occasion == .preDNAT || meeting.occasion == .untracked
                let passes = order.tier.defaultActionIsPass || isEarly
                result[meeting, default: []].append(
                    PolicySequence.Tier(
                        name: order.tier.name, defaultActionIsPass: passes, policies: policies))
            }
        }
        return result
    }

    /// Policies in tiers that are not there.
    var problems: [StateProblem] {
        byTier.keys.filter { tiers[$0] == nil && Tier.builtIn[$0] == nil }.flatMap { name in
            (byTier[name] ?? []).map {
                StateProblem($0, "tier \(name) does not exist: taken as the last tier, which denies")
            }
        }
    }

    private func order(ofTier name: String) -> TierOrder {
        (tiers[name] ?? Tier.builtIn[name]).map { TierOrder($0, isKnown: true) }
            ?? TierOrder(Tier(name: name), isKnown: false)
    }
}

/// A tier in its order; one that is not there is behind all others and denies at its end, since unknown is no
/// reason to let a packet through.
private struct TierOrder: Comparable {
    let tier: Tier
    private let isKnown: Bool

    init(_ tier: Tier, isKnown: Bool) {
        self.tier = tier
        self.isKnown = isKnown
    }

    static func < (left: TierOrder, right: TierOrder) -> Bool {
        left.isKnown == right.isKnown ? PolicyOrder(left.tier) < PolicyOrder(right.tier) : left.isKnown
    }
}

extension CompiledPolicy {
    /// `nil` for what is no policy, or one that is not asked.
    fileprivate init?(_ resource: Resource?, _ questions: inout Set<MemberSet>) {
        let policy: Policy
        switch resource {
        case .policy(let written)?: policy = written
        case .kubernetesNetworkPolicy(let written)?: policy = Policy(written)
        case .adminPolicy(let written)?: policy = Policy(written)
        default: return nil
        }
        guard policy.isConsulted else { return nil }
        self.init(policy, &questions)
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
