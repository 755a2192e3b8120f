import Addressing
import Resources
import Selectors

extension RandomWorld {
    mutating func kubernetesPolicy(_ name: String) -> KubernetesNetworkPolicy {
        let hasEgress = chance(1, of: 2)
        var policy = KubernetesNetworkPolicy(
            namespace: one(of: ["red", "blue"]), name: name, podSelector: labelSelector(),
            appliesToIngress: !hasEgress || chance(1, of: 2), appliesToEgress: hasEgress)
        policy.ingress = kubernetesRules()
        policy.egress = kubernetesRules()
        if chance(1, of: 8) { policy.stagedAction = .set }
        return policy
    }

    private mutating func kubernetesRules() -> [KubernetesNetworkPolicy.Rule] {
        (0..<Int.random(in: 0...2, using: &random)).map { _ in
            var rule = KubernetesNetworkPolicy.Rule()
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: rule.peers.append(block())
                case 1: rule.peers.append(.pods(labelSelector(), namespaces: nil))
                case 2: rule.peers.append(.pods(nil, namespaces: labelSelector()))
                default: rule.peers.append(.pods(labelSelector(), namespaces: labelSelector()))
                }
            }
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let port: PortMatch? = chance(1, of: 4) ? nil : one(of: Self.ports)
                rule.ports.append(KubernetesNetworkPolicy.Port(transport: one(of: [6, 17, 132]), port: port))
            }
            return rule
        }
    }

    /// A block, perhaps without some that lie in it.
    private mutating func block() -> KubernetesNetworkPolicy.Peer {
        let whole = prefix()
        let parts = Self.blocks.filter {
            $0.family == whole.family && $0.length > whole.length && whole.contains($0.address)
        }
        return .block(whole, except: some(of: parts, atMost: 2))
    }

    /// Priorities are unlike: what comes first of equal ones is left open by the API.
    mutating func adminPolicy(_ name: String, _ priority: Int) -> AdminPolicy {
        var kind: Kind = one(of: [.clusterNetworkPolicy, .adminNetworkPolicy, .baselineAdminNetworkPolicy])
        // There is but one of that kind.
        let hasBaseline = resources.contains { $0.id.kind == .baselineAdminNetworkPolicy }
        if kind == .baselineAdminNetworkPolicy, hasBaseline { kind = .clusterNetworkPolicy }
        let isBaseline =
            kind == .clusterNetworkPolicy ? chance(1, of: 3) : kind == .baselineAdminNetworkPolicy
        return AdminPolicy(
            ResourceID(kind, name: kind == .baselineAdminNetworkPolicy ? "default" : name),
            tier: isBaseline ? .baseline : .admin,
            // The one that has no priority comes before those of its tier that have one.
            priority: kind == .baselineAdminNetworkPolicy ? 0 : priority + 1, namespaces: labelSelector(),
            pods: labelSelector(), ingress: adminRules(kind, isEgress: false),
            egress: adminRules(kind, isEgress: true))
    }

    private mutating func adminRules(_ kind: Kind, isEgress: Bool) -> [AdminPolicy.Rule] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            var peers: [AdminPolicy.Peer] = [.pods(labelSelector(), namespaces: labelSelector())]
            if isEgress, chance(1, of: 3) { peers.append(.networks([prefix(), prefix()])) }
            if isEgress, chance(1, of: 4) { peers.append(.nodes(labelSelector())) }
            let actions: [PolicyRule.Action] =
                kind == .baselineAdminNetworkPolicy ? [.allow, .deny] : [.allow, .deny, .pass]
            var rule = AdminPolicy.Rule(one(of: actions), peers: peers)
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let hasAll = kind == .clusterNetworkPolicy && chance(1, of: 4)
                let port: PortMatch? = hasAll ? nil : one(of: Self.ports)
                var transport: UInt8? = one(of: [6, 17])
                if case .named? = port { transport = nil }
                rule.ports.append(AdminPolicy.Port(transport: transport, port: port))
            }
            return rule
        }
    }
}
