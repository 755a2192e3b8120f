import Addressing
import Resources
import Selectors
import Testing

struct AdminPolicyTests {
    private func policy(_ text: String) throws -> AdminPolicy {
        let file = decode(text)
        #expect(file.failures.isEmpty)
        guard case .adminPolicy(let policy) = try #require(file.resources.first).resource else {
            throw NotAPolicy()
        }
        return policy
    }

    private struct NotAPolicy: Error {}

    @Test func `an AdminNetworkPolicy is read with its subject, peers and ports`() throws {
        let policy = try policy(
            """
            apiVersion: policy.networking.k8s.io/v1alpha1
            kind: AdminNetworkPolicy
            metadata: {name: p}
            spec:
              priority: 7
              subject: {pods: {namespaceSelector: {matchLabels: {a: b}}, podSelector: {}}}
              egress:
              - name: out
                action: Allow
                to: [{nodes: {}}, {networks: [10.0.0.0/8, "fd00::/8"]}]
                ports: [{portNumber: {port: 80}}, {portRange: {protocol: UDP, start: 1, end: 2}}, {namedPort: web}]
            """)
        #expect(policy.tier == .admin && policy.priority == 7)
        #expect(policy.namespaces == Selector(.equals("a", "b")) && policy.pods == .all)
        let rule = try #require(policy.egress.first)
        #expect(rule.action == .allow && rule.name == "out")
        #expect(rule.peers.first == .nodes(.all) && rule.peers.count == 2)
        #expect(
            rule.ports == [
                AdminPolicy.Port(transport: 6, port: .range(80...80)),
                AdminPolicy.Port(transport: 17, port: .range(1...2)),
                AdminPolicy.Port(transport: nil, port: .named("web")),
            ])
    }

    @Test func `a ClusterNetworkPolicy names its tier and writes protocols by name`() throws {
        let policy = try policy(
            """
            apiVersion: policy.networking.k8s.io/v1alpha2
            kind: ClusterNetworkPolicy
            metadata: {name: p}
            spec:
              tier: Baseline
              priority: 3
              subject: {namespaces: {}}
              ingress:
              - action: Accept
                from: [{namespaces: {}}]
                protocols: [{sctp: {destinationPort: {number: 9}}}, {tcp: {destinationPort: {range: {start: 3, end: 5}}}}]
            """)
        #expect(policy.tier == .baseline)
        #expect(policy.ingress.first?.action == .allow)
        #expect(
            policy.ingress.first?.ports == [
                AdminPolicy.Port(transport: 132, port: .range(9...9)),
                AdminPolicy.Port(transport: 6, port: .range(3...5)),
            ])
    }

    @Test(arguments: [
        ("priority: 1, subject: {}", "spec.subject: has to have exactly one of namespaces, pods"),
        ("priority: 1001, subject: {namespaces: {}}", "spec.priority: has to be 0 to 1000"),
        (
            "priority: 1, subject: {namespaces: {}}, egress: [{action: Allow, to: [{domainNames: [a.b]}]}]",
            "spec.egress[0].to[0].domainNames: names of domains cannot be enforced: only addresses are seen in packets"
        ),
        (
            "priority: 1, subject: {namespaces: {}}, ingress: [{action: Allow, from: []}]",
            "spec.ingress[0].from: is empty: a rule needs at least one peer"
        ),
        (
            "priority: 1, subject: {namespaces: {}}, ingress: [{action: Allow, from: [{nodes: {}}]}]",
            "spec.ingress[0].from[0].nodes: unknown field"
        ),
    ])
    func `a mistake in an AdminNetworkPolicy is told with its place`(spec: String, message: String) {
        let found = failures(
            "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: p}, spec: {\(spec)}}"
        )
        #expect(found.contains { $0.hasSuffix(message) }, "\(found)")
    }
}
