import Addressing
import Resources
import Selectors
import TestSupport

/// What the policies of a cluster say of packets.
struct PolicyQuestions {
    private let cluster: Cluster
    private let tiers: [(tier: Tier, policies: [WrittenPolicy])]

    init(_ cluster: Cluster) {
        self.cluster = cluster
        var byTier: [String: [WrittenPolicy]] = [:]
        for policy in cluster.policies where !policy.isStaged {
            byTier[policy.tier, default: []].append(policy)
        }
        let builtIn = [
            "kube-admin": Tier(name: "kube-admin", order: 1_000, defaultActionIsPass: true),
            "default": Tier(name: "default", order: 1_000_000),
            "kube-baseline": Tier(name: "kube-baseline", order: 10_000_000, defaultActionIsPass: true),
        ]
        let written = cluster.tiers
        let known = byTier.map { name, policies in
            // A tier that nobody has written comes last, and denies.
            (tier: written[name] ?? builtIn[name], name: name, policies: policies)
        }
        let ordered = known.sorted { left, right in
            guard let one = left.tier, let other = right.tier else {
                return left.tier == nil && right.tier == nil ? left.name < right.name : left.tier != nil
            }
            return (one.order ?? .infinity, one.name) < (other.order ?? .infinity, other.name)
        }
        tiers = ordered.map { entry in
            (
                entry.tier ?? Tier(name: entry.name),
                entry.policies.sorted { ($0.order, $0.name) < ($1.order, $1.name) }
            )
        }
    }

    /// The workload of this node that has `address`.
    func workload(_ address: IPAddress) -> Party? {
        cluster.parties.first {
            ($0.kind == .pod || $0.kind == .workload) && $0.node == Wiring.node && $0.has(address)
        }
    }

    /// The workload that is behind `interface`.
    func workload(_ address: IPAddress, at interface: String, _ wiring: Wiring) -> Party? {
        wiring.workloads[address] == interface ? workload(address) : nil
    }

    /// What normal policies and then profiles say; what none of them allows is denied.
    func allow(_ packet: Packet, _ direction: FlowDirection, of party: Party?) -> Bool {
        guard let party else { return false }
        if let answer = answer(packet, direction, of: party, .normal) { return answer }
        profiles: for name in party.profiles {
            guard let profile = cluster.profiles[name] else {
                // Nobody knows what a missing profile would deny; a service account's has no rules.
                if name.hasPrefix("ksa.") { continue }
                return false
            }
            let rules = direction == .ingress ? profile.ingress : profile.egress
            for rule in rules where rule.matches(packet, in: cluster, "") {
                switch rule.action {
                case .allow: return true
                case .deny: return false
                case .pass: continue profiles
                case .log: continue
                }
            }
        }
        return false
    }

    /// What the policies of an occasion say; `nil` where they leave it open.
    func answer(
        _ packet: Packet, _ direction: FlowDirection, of party: Party, _ occasion: Occasion
    ) -> Bool? {
        tiers: for (tier, policies) in tiers {
            let asked = policies.filter {
                $0.isAsked(occasion) && $0.applies(to: direction) && $0.selects(party, in: cluster)
            }
            guard !asked.isEmpty else { continue }
            for policy in asked {
                switch policy.decision(on: packet, direction, in: cluster) {
                case .allow: return true
                case .deny: return false
                case .pass: continue tiers
                case .log, nil: continue
                }
            }
            // What no policy decides so early is decided later.
            let isEarly = occasion == .untracked || occasion == .beforeTranslation
            if !tier.defaultActionIsPass, !isEarly { return false }
        }
        return nil
    }
}

extension WrittenPolicy {
    /// What the first rule that matches and decides says; `nil` if none does.
    fileprivate func decision(
        on packet: Packet, _ direction: FlowDirection, in cluster: Cluster
    ) -> PolicyRule.Action? {
        let peer = direction == .ingress ? packet.source : packet.destination
        switch self {
        case .calico(let policy):
            let rules = direction == .ingress ? policy.ingress : policy.egress
            return rules.first { $0.action != .log && $0.matches(packet, in: cluster, policy.id.namespace) }?
                .action
        case .kubernetes(let policy):
            let rules = direction == .ingress ? policy.ingress : policy.egress
            let isAllowed = rules.contains { $0.matches(packet, peer: peer, in: cluster, policy.namespace) }
            return isAllowed ? .allow : nil
        case .admin(let policy):
            let rules = direction == .ingress ? policy.ingress : policy.egress
            return rules.first { $0.matches(packet, peer: peer, in: cluster) }?.action
        }
    }
}
