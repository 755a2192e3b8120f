import Addressing
import Resources
import Testing

struct TierTests {
    private func text(_ name: String, _ spec: String) -> String {
        "apiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: {name: \(name)}\nspec: \(spec)\n"
    }

    @Test(arguments: [
        ("a", "{}", Tier(name: "a")),
        ("a", "{order: 1, defaultAction: Pass}", Tier(name: "a", order: 1, defaultActionIsPass: true)),
        ("a", "{order: -1.5, defaultAction: Deny}", Tier(name: "a", order: -1.5)),
        ("a", "{order: 1e+06}", Tier(name: "a", order: 1_000_000)),
        ("default", "", Tier(name: "default", order: 1_000_000)),
        ("default", "{order: 1e6, defaultAction: Deny}", Tier(name: "default", order: 1_000_000)),
        ("kube-admin", "{}", Tier(name: "kube-admin", order: 1000, defaultActionIsPass: true)),
        (
            "kube-baseline", "{order: 10000000}",
            Tier(name: "kube-baseline", order: 10_000_000, defaultActionIsPass: true)
        ),
    ])
    func `a tier has an order and a default action`(name: String, spec: String, tier: Tier) throws {
        #expect(try resource(text(name, spec)) == .tier(tier))
    }

    @Test(arguments: [
        ("a", "{defaultAction: Allow}", "4:23: spec.defaultAction: \"Allow\" is none of Deny, Pass"),
        ("a.b", "{}", "3:18: metadata.name: a.b is no DNS label (at most 63 of a-z, 0-9 and inner -)"),
        ("default", "{order: 5}", "4:15: spec.order: the order of tier default is always 1000000"),
        (
            "default", "{defaultAction: Pass}",
            "4:23: spec.defaultAction: the default action of tier default is always Deny"
        ),
        (
            "kube-admin", "{defaultAction: Deny}",
            "4:23: spec.defaultAction: the default action of tier kube-admin is always Pass"
        ),
        (
            "kube-baseline", "{order: 0}",
            "4:15: spec.order: the order of tier kube-baseline is always 10000000"
        ),
    ])
    func `a mistake in a tier is reported`(name: String, spec: String, failure: String) {
        #expect(failures(text(name, spec)) == ["f.yaml:" + failure])
    }
}

struct ProfileTests {
    @Test func `a profile has labels and rules`() throws {
        let text = """
            apiVersion: projectcalico.org/v3
            kind: Profile
            metadata: {name: kns.default}
            spec:
              labelsToApply: {pcns.projectcalico.org/name: default}
              ingress: [{action: Allow}]
              egress: [{action: Deny, destination: {nets: ["fd00::/8"]}}]
            """
        let net = try #require(IPPrefix("fd00::/8"))
        #expect(
            try resource(text)
                == .profile(
                    Profile(
                        name: "kns.default", labelsToApply: ["pcns.projectcalico.org/name": "default"],
                        ingress: [PolicyRule(.allow)],
                        egress: [PolicyRule(.deny, destination: EntityRule(nets: [net]))])))
    }

    @Test func `a mistake in a profile is reported`() {
        #expect(
            failures(
                "{apiVersion: projectcalico.org/v3, kind: Profile, metadata: {name: a}, spec: {labelsToApply: {a$: b}, ingres: []}}"
            )
                == [
                    "f.yaml:1:95: spec.labelsToApply: a$ is no name for a label",
                    "f.yaml:1:103: spec.ingres: unknown field, did you mean ingress?",
                ])
    }
}

struct NetworkSetTests {
    @Test(arguments: [
        ("NetworkSet", Kind.networkSet, "default"), ("GlobalNetworkSet", .globalNetworkSet, ""),
    ])
    func `a set has labels and blocks of both families`(word: String, kind: Kind, namespace: String) throws {
        let text =
            "{apiVersion: projectcalico.org/v3, kind: \(word), metadata: {name: a, labels: {x: y}}, spec: {nets: [10.0.0.1, 10.1.2.3/8, 'fd00::/8']}}"
        let nets = ["10.0.0.1/32", "10.0.0.0/8", "fd00::/8"].compactMap { IPPrefix($0) }
        let id = ResourceID(kind, namespace: namespace, name: "a")
        #expect(try resource(text) == .networkSet(NetworkSet(id, labels: ["x": "y"], nets: nets)))
    }

    @Test(arguments: [
        (
            "labels: {}}, spec: {nets: [a.b]}",
            ["f.yaml:1:107: spec.nets[0]: a.b is no IP address and no CIDR block"]
        ),
        ("labels: {}}, spec: {net: []}", ["f.yaml:1:100: spec.net: unknown field, did you mean nets?"]),
        (
            "labels: {projectcalico.org/namespace: a}}",
            ["f.yaml:1:70: metadata: the label projectcalico.org/namespace is reserved"]
        ),
    ])
    func `a mistake in a set is reported`(rest: String, expected: [String]) {
        #expect(
            failures(
                "{apiVersion: projectcalico.org/v3, kind: GlobalNetworkSet, metadata: {name: a, \(rest)}")
                == expected)
    }
}
