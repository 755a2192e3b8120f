import Resources
import Selectors

extension Policy {
    /// A policy of the cluster's administrators in Calico's terms: a tier of its own before or behind all
    /// others, in which what no rule decides goes on.
    init(_ policy: AdminPolicy) {
        self.init(
            policy.id, tier: policy.tier == .admin ? "kube-admin" : "kube-baseline",
            order: Double(policy.priority),
            selector: Selector(.equals(WellKnownLabel.orchestrator, "k8s"))
                .and(policy.namespaces.ofNamespaces).and(policy.pods),
            appliesToIngress: !policy.ingress.isEmpty, appliesToEgress: !policy.egress.isEmpty,
            ingress: policy.ingress.flatMap { rule in
                rule.combinations { peer, ports in (EntityRule(peer), EntityRule(ports: ports)) }
            },
            egress: policy.egress.flatMap { rule in
                rule.combinations { peer, ports in
                    var destination = EntityRule(peer)
                    destination.ports = ports
                    return (EntityRule(), destination)
                }
            })
    }
}

extension AdminPolicy.Rule {
    /// A Calico rule for each peer with each protocol.
    fileprivate func combinations(
        _ sides: (AdminPolicy.Peer, [PortMatch]) -> (source: EntityRule, destination: EntityRule)
    ) -> [PolicyRule] {
        var portsOf: [(transport: UInt8?, ports: [PortMatch])] = []
        for transport in Set(ports.map(\.transport)).sorted(by: { $0 ?? 0 < $1 ?? 0 }) {
            let matching = ports.filter { $0.transport == transport }
            let hasAll = matching.contains { $0.port == nil }
            portsOf.append((transport, hasAll ? [] : matching.compactMap(\.port)))
        }
        if ports.isEmpty { portsOf = [(nil, [])] }
        return peers.flatMap { peer in
            portsOf.map { transport, ports in
                let (source, destination) = sides(peer, ports)
                return PolicyRule(action, transport: transport, source: source, destination: destination)
            }
        }
    }
}

extension EntityRule {
    fileprivate init(_ peer: AdminPolicy.Peer) {
        switch peer {
        case .pods(let pods, namespaces: let namespaces):
            let pod = Selector(.equals(WellKnownLabel.orchestrator, "k8s")).and(pods)
            self.init(selector: pod, namespaceSelector: .matching(namespaces))
        case .nodes(let selector):
            self.init()
            nodeSelector = selector
        case .networks(let networks): self.init(nets: networks)
        }
    }
}
