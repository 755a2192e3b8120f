import Addressing
package import Resources
import Selectors
package import TestSupport

/// Decides packets directly from resources, as the APIs' documentation has it.
///
/// It shares nothing with the agent but the resources, addresses and selectors themselves: it is slow, and meant
/// to be read beside that documentation.
package struct ReferenceEvaluator {
    private let cluster: Cluster
    private let node: String
    private let tiers: [(tier: Tier, policies: [WrittenPolicy])]

    package init(_ resources: [Resource], node: String) {
        cluster = Cluster(resources)
        self.node = node
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

    /// Whether the packet gets through this node; workloads may send nothing to the node itself but what
    /// `DefaultEndpointToHostAction` Drop leaves, which is nothing.
    package func allows(_ packet: Packet) -> Bool {
        let sender = packet.inputInterface == nil ? nil : workload(packet.source)
        let receiver = packet.outputInterface == nil ? nil : workload(packet.destination)
        if let sender {
            guard allows(packet, .egress, of: sender) else { return false }
            if packet.outputInterface == nil { return false }
        }
        // What the host itself sends to its workloads is not policed.
        if let receiver, packet.inputInterface != nil, !allows(packet, .ingress, of: receiver) {
            return false
        }
        guard let host else { return true }
        // Between the node's interface and the node itself its policies are asked, and its profiles; of what is
        // forwarded only those that say so, and what they leave undecided passes.
        let comesIn = sender == nil && packet.inputInterface != nil
        let goesOut = receiver == nil && packet.outputInterface != nil
        let isForwarded = packet.inputInterface != nil && packet.outputInterface != nil
        if comesIn, !allows(packet, .ingress, of: host, isForwarded: isForwarded) { return false }
        return !goesOut || allows(packet, .egress, of: host, isForwarded: isForwarded)
    }

    /// The endpoint of the node's own interface, if it has one.
    private var host: Party? { cluster.parties.first { $0.kind == .host && $0.node == node } }

    /// The workload of this node that has `address`.
    private func workload(_ address: IPAddress) -> Party? {
        cluster.parties.first {
            ($0.kind == .pod || $0.kind == .workload) && $0.node == node && $0.has(address)
        }
    }

    private func allows(
        _ packet: Packet, _ direction: FlowDirection, of party: Party, isForwarded: Bool = false
    ) -> Bool {
        tiers: for (tier, policies) in tiers {
            let asked = policies.filter {
                $0.applies(to: direction) && $0.selects(party, in: cluster)
                    && (!isForwarded || $0.isForForwarded)
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
            if !tier.defaultActionIsPass { return false }
        }
        if isForwarded { return true }
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
