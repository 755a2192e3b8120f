import Addressing
import Resources
import Selectors
import Testing

private typealias Rule = KubernetesNetworkPolicy.Rule
private typealias Port = KubernetesNetworkPolicy.Port

private func policyText(_ spec: String) -> String {
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: n}\nspec:\n"
        + indented(spec, by: 2) + "\n"
}

private func policy(_ spec: String) throws -> KubernetesNetworkPolicy {
    guard case .kubernetesNetworkPolicy(let policy) = try resource(policyText(spec)) else {
        throw DecodingFailure("no policy", at: SourcePosition(file: "", line: 0, column: 0))
    }
    return policy
}

struct KubernetesNetworkPolicyTests {
    @Test func `a policy is read whole`() throws {
        let policy = try policy(
            """
            podSelector: {matchLabels: {role: db, app: x}}
            policyTypes: [Ingress, Egress]
            ingress:
            - from:
              - ipBlock: {cidr: 172.17.0.0/16, except: [172.17.1.0/24]}
              - namespaceSelector: {matchLabels: {project: p}}
              - podSelector: {}
              - namespaceSelector: {}
                podSelector: {matchLabels: {role: fe}}
              ports:
              - {protocol: TCP, port: 6379}
              - {protocol: UDP, port: dns}
              - {protocol: SCTP, port: 5000, endPort: 6000}
              - {protocol: UDP}
              - {port: 80}
            egress:
            - {}
            """)
        let block = try #require(IPPrefix("172.17.0.0/16"))
        let part = try #require(IPPrefix("172.17.1.0/24"))
        let rule = Rule(
            peers: [
                .block(block, except: [part]),
                .pods(nil, namespaces: Selector(.equals("project", "p"))),
                .pods(.all, namespaces: nil),
                .pods(Selector(.equals("role", "fe")), namespaces: .all),
            ],
            ports: [
                Port(transport: 6, port: .range(6379...6379)), Port(transport: 17, port: .named("dns")),
                Port(transport: 132, port: .range(5000...6000)), Port(transport: 17),
                Port(port: .range(80...80)),
            ])
        #expect(
            policy
                == KubernetesNetworkPolicy(
                    namespace: "n", name: "p",
                    podSelector: Selector(.and([.equals("app", "x"), .equals("role", "db")])),
                    appliesToIngress: true, appliesToEgress: true, ingress: [rule], egress: [Rule()]))
    }

    @Test(arguments: [
        ("{podSelector: {}}", true, false), ("{podSelector: {}, ingress: []}", true, false),
        ("{podSelector: {}, egress: []}", true, false), ("{podSelector: {}, egress: [{}]}", true, true),
        ("{podSelector: {}, policyTypes: [Egress]}", false, true),
        ("{podSelector: {}, policyTypes: [], egress: [{}]}", true, true),
        ("{podSelector: {}, policyTypes: [Ingress], egress: [{}]}", true, false),
    ])
    func `types that are left out are those that Kubernetes fills in`(
        spec: String, ingress: Bool, egress: Bool
    ) throws {
        let policy = try policy(spec)
        #expect(policy.appliesToIngress == ingress)
        #expect(policy.appliesToEgress == egress)
    }

    @Test(arguments: [
        "{}", "{podSelector: {}}", "{podSelector: null}",
        "{podSelector: {matchLabels: {}, matchExpressions: []}}",
    ])
    func `an empty selector is for all pods`(spec: String) throws {
        #expect(try policy(spec).podSelector == .all)
    }

    @Test(arguments: ["[{}]", "[{from: []}]", "[{from: null, ports: []}]"])
    func `a rule without peers and ports allows everything`(ingress: String) throws {
        #expect(try policy("{podSelector: {}, ingress: \(ingress)}").ingress == [Rule()])
    }

    @Test(arguments: [IPFamily.v4: ("10.0.0.0/8", "10.1.0.0/16"), .v6: ("fd00::/8", "fd01::/16")])
    func `blocks are of either family`(family: IPFamily, blocks: (String, String)) throws {
        let policy = try policy(
            "{ingress: [{from: [{ipBlock: {cidr: '\(blocks.0)', except: ['\(blocks.1)']}}]}]}")
        let (cidr, except) = (try #require(IPPrefix(blocks.0)), try #require(IPPrefix(blocks.1)))
        #expect(cidr.family == family)
        #expect(policy.ingress == [Rule(peers: [.block(cidr, except: [except])])])
    }

    @Test(
        arguments: [
            ("{key: a, operator: In, values: [c, b]}", .in("a", ["b", "c"])),
            ("{key: a, operator: NotIn, values: [b]}", .notIn("a", ["b"])),
            ("{key: a, operator: Exists}", .has("a")),
            ("{key: a, operator: DoesNotExist, values: []}", .not(.has("a"))),
        ] as [(String, Selector.Expression)])
    func `match expressions become selectors`(text: String, expression: Selector.Expression) throws {
        let policy = try policy("{podSelector: {matchExpressions: [\(text)]}}")
        #expect(policy.podSelector == Selector(expression))
    }

    @Test func `upper-case letters in a name are warned of`() {
        let file = decode(
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: myPolicy}, spec: {}}")
        #expect(file.resources.count == 1)
        #expect(
            file.warnings.map(\.description) == [
                "f.yaml:1:74: metadata.name: myPolicy has upper-case letters, which Kubernetes would refuse"
            ])
    }
}

struct KubernetesNetworkPolicyMistakes {
    @Test(arguments: [
        ("podSelecter: {}", "f.yaml:5:3: spec.podSelecter: unknown field, did you mean podSelector?"),
        (
            "policyTypes: [ingress]",
            "f.yaml:5:17: spec.policyTypes[0]: \"ingress\" is none of Ingress, Egress, did you mean Ingress?"
        ),
        ("policyTypes: [Egress, Egress]", "f.yaml:5:25: spec.policyTypes[1]: Egress is here twice"),
        ("ingress: {}", "f.yaml:5:12: spec.ingress: expected a list, found a mapping"),
        ("ingress: [null]", "f.yaml:5:13: spec.ingress[0]: is empty"),
        ("ingress: [{form: []}]", "f.yaml:5:14: spec.ingress[0].form: unknown field, did you mean from?"),
        ("ingress: [{to: []}]", "f.yaml:5:14: spec.ingress[0].to: unknown field"),
        (
            "ingress: [{from: [{podSelector: }]}]",
            "f.yaml:5:21: spec.ingress[0].from[0]: selects nothing; all pods of the namespace are podSelector: {}"
        ),
        (
            "ingress: [{from: [{}]}]",
            "f.yaml:5:21: spec.ingress[0].from[0]: selects nothing; all pods of the namespace are podSelector: {}"
        ),
        (
            "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]",
            "f.yaml:5:31: spec.ingress[0].from[0].ipBlock: excludes podSelector and namespaceSelector"
        ),
        (
            "ingress: [{from: [{ipBlock: {}}]}]",
            "f.yaml:5:31: spec.ingress[0].from[0].ipBlock.cidr: is required"
        ),
        (
            "ingress: [{from: [{ipBlock: {cidr: 10.0.0.1}}]}]",
            "f.yaml:5:38: spec.ingress[0].from[0].ipBlock.cidr: 10.0.0.1 needs a length, as in 10.0.0.1/32"
        ),
        (
            "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]",
            "f.yaml:5:59: spec.ingress[0].from[0].ipBlock.except[0]: 10.0.0.0/8 is no part of 10.0.0.0/8"
        ),
        (
            "ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: ['fd00::/8']}}]}]",
            "f.yaml:5:59: spec.ingress[0].from[0].ipBlock.except[0]: fd00::/8 is no part of 10.0.0.0/8"
        ),
        (
            "egress: [{ports: [{port: '80'}]}]",
            "f.yaml:5:28: spec.egress[0].ports[0].port: 80 is no name for a port; a number stands without quotes"
        ),
        (
            "egress: [{ports: [{port: Web}]}]",
            "f.yaml:5:28: spec.egress[0].ports[0].port: Web is no name for a port"
        ),
        ("egress: [{ports: [{port: 0}]}]", "f.yaml:5:28: spec.egress[0].ports[0].port: has to be 1 to 65535"),
        (
            "egress: [{ports: [{port: 80.5}]}]",
            "f.yaml:5:28: spec.egress[0].ports[0].port: expected a whole number"
        ),
        (
            "egress: [{ports: [{port: 80, endPort: 79}]}]",
            "f.yaml:5:41: spec.egress[0].ports[0].endPort: 79 is below port 80"
        ),
        (
            "egress: [{ports: [{port: web, endPort: 79}]}]",
            "f.yaml:5:42: spec.egress[0].ports[0].endPort: needs a port that is a number"
        ),
        ("egress: [{ports: [{endPort: 79}]}]", "f.yaml:5:31: spec.egress[0].ports[0].endPort: needs a port"),
        (
            "egress: [{ports: [{protocol: tcp}]}]",
            "f.yaml:5:32: spec.egress[0].ports[0].protocol: \"tcp\" is none of TCP, UDP, SCTP, did you mean TCP?"
        ),
        (
            "egress: [{ports: [{prot: TCP}]}]",
            "f.yaml:5:22: spec.egress[0].ports[0].prot: unknown field, did you mean protocol?"
        ),
        (
            "podSelector: {matchExpressions: [{key: a, operator: In}]}",
            "f.yaml:5:36: spec.podSelector.matchExpressions[0].values: is required for In"
        ),
        (
            "podSelector: {matchExpressions: [{key: a, operator: Exists, values: [b]}]}",
            "f.yaml:5:71: spec.podSelector.matchExpressions[0].values: has to be empty for Exists"
        ),
        (
            "podSelector: {matchExpressions: [{key: a, operator: Equals, values: [b]}]}",
            "f.yaml:5:55: spec.podSelector.matchExpressions[0].operator: \"Equals\" is none of In, NotIn, Exists, DoesNotExist"
        ),
        (
            "podSelector: {matchLabels: {a: 1}}",
            "f.yaml:5:34: spec.podSelector.matchLabels.a: 1 is a number; put it in quotes"
        ),
        ("podSelector: {a: b}", "f.yaml:5:17: spec.podSelector.a: unknown field"),
    ])
    func `a mistake is reported where it stands`(spec: String, failure: String) {
        #expect(failures(policyText(spec)) == [failure])
    }

    @Test func `all mistakes of a policy are reported, in the order of the file`() {
        let text = """
            podSelector:
              matchLabel: {a: b}
            ingress:
            - ports:
              - {port: 99999}
              from:
              - podSelector: {matchLabels: {a: 1}}
              - {ipblock: {}}
            """
        #expect(
            failures(policyText(text)) == [
                "f.yaml:6:5: spec.podSelector.matchLabel: unknown field, did you mean matchLabels?",
                "f.yaml:9:14: spec.ingress[0].ports[0].port: has to be 1 to 65535",
                "f.yaml:11:38: spec.ingress[0].from[0].podSelector.matchLabels.a: 1 is a number; put it in quotes",
                "f.yaml:12:7: spec.ingress[0].from[1]: selects nothing; all pods of the namespace are podSelector: {}",
                "f.yaml:12:8: spec.ingress[0].from[1].ipblock: unknown field, did you mean ipBlock?",
            ])
    }

    @Test func `a policy needs a spec`() {
        #expect(
            failures("{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: }")
                == [
                    "f.yaml:1:84: spec: is required"
                ])
    }
}
