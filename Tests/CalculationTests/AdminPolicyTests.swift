import Addressing
import Calculation
import HashTreeCollections
import Resources
import Selectors
import Testing

struct AdminPolicyTests {
    private func admin(
        _ name: String, kind: Kind = .adminNetworkPolicy, tier: AdminPolicy.Tier = .admin, priority: Int = 0,
        namespaces: Selector = .all, pods: Selector = .all, ingress: [AdminPolicy.Rule] = [],
        egress: [AdminPolicy.Rule] = []
    ) -> Resource {
        .adminPolicy(
            AdminPolicy(
                ResourceID(kind, name: name), tier: tier, priority: priority, namespaces: namespaces,
                pods: pods, ingress: ingress, egress: egress))
    }

    private let everybody = AdminPolicy.Peer.pods(.all, namespaces: .all)

    private func rule(_ action: PolicyRule.Action = .deny, ports: [AdminPolicy.Port] = []) -> AdminPolicy.Rule
    {
        AdminPolicy.Rule(action, peers: [everybody], ports: ports)
    }

    /// The rules of the only policy of `direction`.
    private func rules(_ direction: Direction, _ resources: Resource...) -> [ActiveRule] {
        let found = calculate([shop, pod("web")] + resources).rules
        return found.first { $0.key.direction == direction && $0.key.id.kind != .profile }?.value.rules ?? []
    }

    @Test func `administrators' policies come before and behind all others`() {
        let state = calculate(
            shop, pod("web"), policy("p"), admin("first", ingress: [rule()]),
            admin("default", kind: .baselineAdminNetworkPolicy, tier: .baseline, ingress: [rule()]),
            admin("cluster", kind: .clusterNetworkPolicy, tier: .baseline, priority: 1, ingress: [rule()]))
        let tiers = state.endpoints.first?.ingress.tiers ?? []
        #expect(tiers.map(\.name) == ["kube-admin", "default", "kube-baseline"])
        #expect(tiers.map { $0.policies.map(\.id.name) } == [["first"], ["p"], ["default", "cluster"]])
    }

    @Test func `what no rule of an administrator decides goes on`() {
        let state = calculate(
            shop, pod("web"), admin("a", ingress: [rule()]),
            admin("default", kind: .baselineAdminNetworkPolicy, tier: .baseline, ingress: [rule()]))
        #expect(state.endpoints.first?.ingress.tiers.map(\.passesAtEnd) == [true, true])
        #expect(state.endpoints.first?.ingress.profiles.map(\.id.name) == ["kns.shop"])
    }

    @Test func `the lowest priority number comes first`() {
        let state = calculate(
            shop, pod("web"), admin("a", priority: 20, ingress: [rule()]),
            admin("b", priority: 3, ingress: [rule()]),
            admin("c", kind: .clusterNetworkPolicy, priority: 100, ingress: [rule()]))
        #expect(state.endpoints.first?.ingress.policyNames == ["b", "a", "c"])
    }

    @Test func `a policy is asked in the directions that it has rules for`() {
        let state = calculate(shop, pod("web"), admin("a", egress: [rule()]))
        #expect(state.endpoints.first?.ingress.policyNames == [])
        #expect(state.endpoints.first?.egress.policyNames == ["a"])
    }

    @Test func `the subject is pods of namespaces, and never a host`() {
        let state = calculate(
            shop, pod("web", labels: ["app": "web"]), pod("db", addresses: ["10.65.0.2"]),
            hostEndpoint("h", labels: ["app": "web"]),
            admin(
                "a", namespaces: Selector(.equals("team", "blue")), pods: Selector(.equals("app", "web")),
                ingress: [rule()]),
            admin("b", namespaces: Selector(.equals("team", "green")), ingress: [rule()]))
        let met = state.endpoints.map { ($0.id.name, $0.ingress.policyNames) }
        #expect(Dictionary(uniqueKeysWithValues: met) == ["web": ["a"], "db": []])
        #expect(state.hostEndpoints.map(\.ingress.policyNames) == [[]])
    }

    @Test func `Pass leads to the next tier`() {
        #expect(rules(.ingress, admin("a", ingress: [rule(.pass)])).map(\.action) == [.pass])
    }

    @Test func `a rule becomes one for each peer and protocol, ports on the destination`() {
        let ports = [
            AdminPolicy.Port(transport: 6, port: .range(80...81)), AdminPolicy.Port(transport: 17),
        ]
        let networks = AdminPolicy.Peer.networks(prefixes("192.0.2.0/24", "2001:db8::/32"))
        let found = rules(
            .egress,
            admin("a", egress: [AdminPolicy.Rule(.deny, peers: [everybody, networks], ports: ports)]))
        #expect(found.map(\.transport) == [6, 17, 6, 17])
        #expect(found.map(\.destination.ports) == [[80...81], [], [80...81], []])
        #expect(found.map(\.destination.nets.count) == [0, 0, 2, 2])
        #expect(found.allSatisfy { $0.source == ActiveSide() })
    }

    @Test func `ports of ingress are those of the subject`() {
        let found = rules(
            .ingress,
            admin(
                "a", ingress: [rule(ports: [AdminPolicy.Port(transport: 6, port: .range(80...80))])]))
        #expect(found.map(\.destination.ports) == [[80...80]])
        #expect(found.map(\.source.ports) == [[]])
    }

    @Test func `a named port brings its own protocol`() {
        let ports = [EndpointPort(name: "dns", port: 53, transport: 17)]
        let state = calculate(
            shop, pod("web", ports: ports),
            admin("a", ingress: [rule(ports: [AdminPolicy.Port(transport: nil, port: .named("dns"))])]))
        let set = state.rules.values.compactMap { $0.rules.first?.destination.namedPorts }.first
        guard let set, case .ports(let v4)? = state.sets[set]?.v4, case .ports(let v6)? = state.sets[set]?.v6
        else {
            Issue.record("no named ports")
            return
        }
        #expect(v4.map(\.port) == [53])
        #expect(v4.map(\.transport) == [17])
        #expect(v6.map(\.port) == [53])
    }

    @Test func `nodes are peers by their own labels and addresses`() {
        let state = calculate(
            shop, pod("web", labels: ["role": "worker"]),
            .node(Node(name: "node-a", labels: ["role": "worker"], addresses: addresses(7))),
            .node(Node(name: "node-b", labels: ["role": "other"], addresses: addresses(8))),
            admin(
                "a",
                egress: [
                    AdminPolicy.Rule(.deny, peers: [.nodes(Selector(.equals("role", "worker")))])
                ]))
        #expect(state.sets.values.map(\.v4) == [.hosts([address(7, .v4).bits])])
        #expect(state.sets.values.map(\.v6) == [.hosts([address(7, .v6).bits])])
    }

    @Test func `a node is found by no selector for endpoints`() {
        let state = calculate(
            shop, pod("web"),
            .node(Node(name: "node-a", labels: ["role": "worker"], addresses: addresses(7))),
            policy(
                "p", kind: .globalNetworkPolicy,
                ingress: [
                    PolicyRule(.allow, source: EntityRule(selector: Selector(.equals("role", "worker"))))
                ]))
        #expect(state.sets.values.map(\.v4) == [.hosts([])])
    }
}
