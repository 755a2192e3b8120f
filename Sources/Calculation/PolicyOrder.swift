import Resources

/// The order in which tiers and the policies in them are consulted: lowest `order` first, those without
/// one last, equal ones by name.
///
/// https://docs.tigera.io/calico/latest/reference/resources/tier and …/networkpolicy
struct PolicyOrder: Comparable {
    let order: Double
    let name: String

    init(_ tier: Tier) {
        order = tier.order ?? .infinity
        name = tier.name
    }

    init(_ policy: Policy) {
        order = policy.order ?? .infinity
        name = "\(policy.id.name)/\(policy.id.namespace)/\(policy.id.kind.rawValue)"
    }

    static func < (left: PolicyOrder, right: PolicyOrder) -> Bool {
        left.order != right.order ? left.order < right.order : left.name < right.name
    }
}

extension Tier {
    /// The tiers that are there though nobody writes them, with Calico's orders and default actions.
    static let builtIn = [
        "kube-admin": Tier(name: "kube-admin", order: 1_000, defaultActionIsPass: true),
        Policy.defaultTier: Tier(name: Policy.defaultTier, order: 1_000_000),
        "kube-baseline": Tier(name: "kube-baseline", order: 10_000_000, defaultActionIsPass: true),
    ]
}
