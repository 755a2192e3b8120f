import Addressing
import Resources
import Selectors
import Testing

func policyText(_ kind: String, name: String = "p", _ spec: String) -> String {
    "apiVersion: projectcalico.org/v3\nkind: \(kind)\nmetadata: {name: \(name)}\nspec:\n"
        + indented(spec, by: 2) + "\n"
}

private func policy(_ kind: String, _ spec: String) throws -> Policy {
    guard case .policy(let policy) = try resource(policyText(kind, spec)) else {
        throw DecodingFailure("no policy", at: SourcePosition(file: "", line: 0, column: 0))
    }
    return policy
}

struct PolicyTests {
    @Test func `a NetworkPolicy is read whole`() throws {
        let policy = try policy(
            "NetworkPolicy",
            """
            tier: security
            order: 10.5
            selector: role == 'db'
            serviceAccountSelector: a == 'b'
            types: [Ingress, Egress]
            performanceHints: [AssumeNeededOnEveryNode]
            ingress:
            - action: Allow
              ipVersion: 4
              protocol: TCP
              metadata: {annotations: {by: me}}
              source:
                selector: has(x)
                notSelector: y == 'z'
                namespaceSelector: all()
                nets: [10.0.0.0/8]
                notNets: [10.1.0.0/16, 10.2.0.1]
                serviceAccounts: {names: [a], selector: has(b)}
                notPorts: [1024]
              destination:
                ports: [80, "8000:8080", http, "443"]
            egress:
            - {action: Log, notProtocol: 132}
            - {action: Pass, protocol: ICMPv6, icmp: {type: 128, code: 0}, notICMP: {type: 1}}
            - {action: Deny, protocol: "47"}
            """)
        let source = EntityRule(
            nets: [try #require(IPPrefix("10.0.0.0/8"))],
            notNets: [try #require(IPPrefix("10.1.0.0/16")), try #require(IPPrefix("10.2.0.1/32"))],
            selector: Selector(.has("x")), notSelector: Selector(.equals("y", "z")),
            namespaceSelector: .matching(.all),
            serviceAccounts: ServiceAccountMatch(names: ["a"], selector: Selector(.has("b"))),
            notPorts: [.range(1024...1024)])
        let destination = EntityRule(
            ports: [.range(80...80), .range(8000...8080), .named("http"), .range(443...443)])
        var allowed = PolicyRule(
            .allow, family: .v4, transport: 6, source: source, destination: destination)
        allowed.annotations = ["by": "me"]
        #expect(
            policy
                == Policy(
                    ResourceID(.networkPolicy, namespace: "default", name: "p"), tier: "security",
                    order: 10.5,
                    selector: Selector(.equals("role", "db")),
                    serviceAccountSelector: Selector(.equals("a", "b")), appliesToIngress: true,
                    appliesToEgress: true,
                    ingress: [allowed],
                    egress: [
                        PolicyRule(.log, notTransport: 132),
                        PolicyRule(
                            .pass, transport: 58, icmp: ICMPMatch(type: 128, code: 0),
                            notICMP: ICMPMatch(type: 1)),
                        PolicyRule(.deny, transport: 47),
                    ]))
    }

    @Test func `a GlobalNetworkPolicy selects namespaces and may say that it is not for hosts`() throws {
        let policy = try policy(
            "GlobalNetworkPolicy",
            """
            namespaceSelector: team == 'a'
            doNotTrack: false
            preDNAT: false
            applyOnForward: false
            ingress:
            - action: Deny
              source: {namespaceSelector: global(), selector: ''}
            """)
        #expect(
            policy
                == Policy(
                    ResourceID(.globalNetworkPolicy, name: "p"),
                    namespaceSelector: Selector(.equals("team", "a")),
                    appliesToIngress: true, appliesToEgress: false,
                    ingress: [PolicyRule(.deny, source: EntityRule(namespaceSelector: .global))]))
    }

    @Test(arguments: [
        ("{}", true, false), ("{ingress: [{action: Allow}]}", true, false),
        ("{egress: [{action: Allow}]}", false, true),
        ("{ingress: [{action: Allow}], egress: [{action: Allow}]}", true, true),
        ("{types: [], egress: [{action: Allow}]}", false, true),
        ("{types: [Ingress], egress: [{action: Allow}]}", true, false), ("{types: [Egress]}", false, true),
    ])
    func `types that are left out follow from the rules`(spec: String, ingress: Bool, egress: Bool) throws {
        let policy = try policy("NetworkPolicy", spec)
        #expect(policy.appliesToIngress == ingress)
        #expect(policy.appliesToEgress == egress)
    }

    @Test(arguments: [
        ("p", "default"), ("default.p", "default"), ("sec.p", "sec"), ("p", "sec"),
        ("knp.default.a.b", "default"),
    ])
    func `a name may begin with the tier's`(name: String, tier: String) throws {
        let text = policyText("GlobalNetworkPolicy", name: name, "{tier: \(tier)}")
        #expect(try resource(text).id == ResourceID(.globalNetworkPolicy, name: name))
    }

    @Test func `the nets of a rule may be of both families`() throws {
        let policy = try policy(
            "NetworkPolicy", "{ingress: [{action: Allow, source: {nets: [10.0.0.0/8, 'fd00::/8']}}]}")
        #expect(policy.ingress.first?.source.nets.map(\.family) == [.v4, .v6])
    }

    @Test(
        arguments: [
            ("TCP", 6), ("UDP", 17), ("SCTP", 132), ("ICMP", 1), ("ICMPv6", 58), ("UDPLite", 136), ("1", 1),
            ("'255'", 255),
        ] as [(String, UInt8)])
    func `protocols have names and numbers`(text: String, number: UInt8) throws {
        #expect(
            try policy("NetworkPolicy", "{ingress: [{action: Allow, protocol: \(text)}]}").ingress.first?
                .transport == number)
    }

    @Test func `policies of the custom resource's version are the same`() throws {
        let text =
            "{apiVersion: crd.projectcalico.org/v1, kind: NetworkPolicy, metadata: {name: default.p}, spec: {}}"
        #expect(
            try resource(text)
                == .policy(
                    Policy(
                        ResourceID(.networkPolicy, namespace: "default", name: "default.p"),
                        appliesToIngress: true,
                        appliesToEgress: false)))
    }
}
