import Addressing
import Resources
import Selectors

extension Policy {
    /// The name of the tier that Kubernetes' policies are in.
    static let defaultTier = "default"

    /// A Kubernetes policy in Calico's terms: every rule allows, and what none allows the tier's end denies.
    ///
    /// Its order is the one that Calico gives it, so that policies of both kinds in the tier `default` come
    /// in the order that Calico's users know.
    init(_ policy: KubernetesNetworkPolicy) {
        self.init(
            Resource.kubernetesNetworkPolicy(policy).id,
            tier: Self.defaultTier, order: 1000,
            selector: Selector(.equals(WellKnownLabel.orchestrator, "k8s")).and(policy.podSelector),
            appliesToIngress: policy.appliesToIngress, appliesToEgress: policy.appliesToEgress,
            ingress: policy.ingress.flatMap { rule in
                rule.combinations { peer, ports in
                    (EntityRule(peer), EntityRule(ports: ports))
                }
            },
            egress: policy.egress.flatMap { rule in
                rule.combinations { peer, ports in
                    var destination = EntityRule(peer)
                    destination.ports = ports
                    return (EntityRule(), destination)
                }
            })
        stagedAction = policy.stagedAction
    }
}

extension KubernetesNetworkPolicy.Rule {
    /// A Calico rule for each peer with each protocol.
    fileprivate func combinations(
        _ sides: (KubernetesNetworkPolicy.Peer?, [PortMatch]) -> (source: EntityRule, destination: EntityRule)
    ) -> [PolicyRule] {
        var portsOf: [(transport: UInt8?, ports: [PortMatch])] = []
        for transport in Set(ports.map(\.transport)).sorted() {
            let matching = ports.filter { $0.transport == transport }
            let hasAll = matching.contains { $0.port == nil }
            portsOf.append((transport, hasAll ? [] : matching.compactMap(\.port)))
        }
        if ports.isEmpty { portsOf = [(nil, [])] }
        let peers: [KubernetesNetworkPolicy.Peer?] = peers.isEmpty ? [nil] : peers
        return peers.flatMap { peer in
            portsOf.map { transport, ports in
                let (source, destination) = sides(peer, ports)
                return PolicyRule(.allow, transport: transport, source: source, destination: destination)
            }
        }
    }
}

extension EntityRule {
    fileprivate init(_ peer: KubernetesNetworkPolicy.Peer?) {
        switch peer {
        case nil: self.init()
        case .pods(let pods, namespaces: let namespaces):
            let selector = Selector(.equals(WellKnownLabel.orchestrator, "k8s")).and(pods ?? .all)
            self.init(selector: selector, namespaceSelector: namespaces.map { .matching($0) })
        case .block(let block, except: let exceptions): self.init(nets: [block], notNets: exceptions)
        }
    }
}
