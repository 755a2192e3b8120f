import Testing

struct PolicyMistakeTests {
    @Test(arguments: [
        ("ordr: 1", "f.yaml:5:3: spec.ordr: unknown field, did you mean order?"),
        ("order: first", "f.yaml:5:10: spec.order: expected a number, found a string"),
        ("order: .inf", "f.yaml:5:10: spec.order: the number is too large"),
        ("tier: A", "f.yaml:5:9: spec.tier: A is no name of a tier"),
        ("types: [Both]", "f.yaml:5:11: spec.types[0]: \"Both\" is none of Ingress, Egress"),
        (
            "performanceHints: [x]",
            "f.yaml:5:22: spec.performanceHints[0]: \"x\" is none of AssumeNeededOnEveryNode"
        ),
        ("namespaceSelector: all()", "f.yaml:5:3: spec.namespaceSelector: unknown field"),
        ("selector: a = 'b'", "f.yaml:5:15: spec.selector: expected == after the label a, found a single ="),
        (
            "selector: 'a == \"b'",
            "f.yaml:5:19: spec.selector: the string that begins here lacks its closing \""
        ),
        (
            "selector: global()",
            "f.yaml:5:13: spec.selector: global() is for the namespaceSelector of a rule only"
        ),
        (
            "selector: |\n  a ==\nselector2: x",
            "f.yaml:5:13: spec.selector: expected a quoted string after ==, found a line break, "
                + "where only spaces and tabs may be"
        ),
    ])
    func `a mistake in a policy is reported where it stands`(spec: String, failure: String) {
        #expect(failures(policyText("NetworkPolicy", spec)).first == failure)
    }

    @Test(arguments: [
        ("{}", "f.yaml:6:5: spec.ingress[0].action: is required"),
        (
            "action: allow",
            "f.yaml:6:13: spec.ingress[0].action: \"allow\" is none of Allow, Deny, Pass, Log, did you mean Allow?"
        ),
        ("action: ''", "f.yaml:6:13: spec.ingress[0].action: \"\" is none of Allow, Deny, Pass, Log"),
        (
            "{action: Allow, ipVersion: 5}",
            "f.yaml:6:32: spec.ingress[0].ipVersion: has to be the number 4 or 6"
        ),
        (
            "{action: Allow, ipVersion: '4'}",
            "f.yaml:6:32: spec.ingress[0].ipVersion: has to be the number 4 or 6"
        ),
        ("{action: Allow, protocol: 0}", "f.yaml:6:31: spec.ingress[0].protocol: has to be 1 to 255"),
        ("{action: Allow, protocol: '256'}", "f.yaml:6:31: spec.ingress[0].protocol: has to be 1 to 255"),
        (
            "{action: Allow, protocol: tcp}",
            "f.yaml:6:31: spec.ingress[0].protocol: \"tcp\" is none of TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite, did you mean TCP?"
        ),
        (
            "{action: Allow, icmp: {type: 8}}",
            "f.yaml:6:27: spec.ingress[0].icmp: needs protocol ICMP or ICMPv6"
        ),
        (
            "{action: Allow, protocol: ICMP, icmp: {code: 8}}",
            "f.yaml:6:43: spec.ingress[0].icmp.type: is required"
        ),
        (
            "{action: Allow, protocol: ICMP, icmp: {type: 255}}",
            "f.yaml:6:50: spec.ingress[0].icmp.type: has to be 0 to 254"
        ),
        (
            "{action: Allow, protocol: ICMP, notICMP: {type: 1, code: 256}}",
            "f.yaml:6:62: spec.ingress[0].notICMP.code: has to be 0 to 255"
        ),
        (
            "{action: Allow, protocol: ICMP, ipVersion: 6}",
            "f.yaml:6:48: spec.ingress[0].ipVersion: ICMP is for IPv4; for IPv6 the protocol is ICMPv6"
        ),
        (
            "{action: Allow, protocol: ICMPv6, ipVersion: 4}",
            "f.yaml:6:50: spec.ingress[0].ipVersion: ICMPv6 is for IPv6; for IPv4 the protocol is ICMP"
        ),
        (
            "{action: Allow, http: {methods: [GET]}}",
            "f.yaml:6:27: spec.ingress[0].http: requests inside of connections are not seen here: http cannot be enforced"
        ),
        (
            "{action: Allow, sorce: {}}",
            "f.yaml:6:21: spec.ingress[0].sorce: unknown field, did you mean source?"
        ),
        (
            "{action: Allow, metadata: {labels: {}}}",
            "f.yaml:6:32: spec.ingress[0].metadata.labels: unknown field"
        ),
    ])
    func `a mistake in a rule is reported where it stands`(rule: String, failure: String) {
        #expect(failures(policyText("NetworkPolicy", "ingress:\n- \(rule)")) == [failure])
    }

    @Test(arguments: [
        (
            "{nets: [10.0.0.0/33]}",
            "f.yaml:8:21: spec.egress[0].source.nets[0]: 10.0.0.0/33 is no IP address and no CIDR block"
        ),
        (
            "{nets: [010.0.0.1]}",
            "f.yaml:8:21: spec.egress[0].source.nets[0]: 010.0.0.1 is no IP address and no CIDR block"
        ),
        (
            "{notNets: [0.0.0.0/0]}",
            "f.yaml:8:24: spec.egress[0].source.notNets[0]: to except 0.0.0.0/0 is to match nothing"
        ),
        (
            "{notNets: ['::/0']}",
            "f.yaml:8:24: spec.egress[0].source.notNets[0]: to except ::/0 is to match nothing"
        ),
        ("{ports: [0]}", "f.yaml:8:22: spec.egress[0].source.ports[0]: has to be 1 to 65535"),
        (
            "{ports: ['0:456']}",
            "f.yaml:8:22: spec.egress[0].source.ports[0]: 0:456 is no port or range of ports from 1 to 65535"
        ),
        (
            "{ports: [200:100]}",
            "f.yaml:8:22: spec.egress[0].source.ports[0]: the range 200:100 ends before it begins"
        ),
        (
            "{ports: ['1:2:3']}",
            "f.yaml:8:22: spec.egress[0].source.ports[0]: 1:2:3 is no port or range of ports from 1 to 65535"
        ),
        (
            "{ports: [80-90/tcp]}",
            "f.yaml:8:22: spec.egress[0].source.ports[0]: 80-90/tcp is no port: "
                + "neither a number, nor a range such as 8000:8080, nor a name"
        ),
        ("{ports: ['']}", "f.yaml:8:22: spec.egress[0].source.ports[0]: is empty"),
        (
            "{selector: a}",
            "f.yaml:8:25: spec.egress[0].source.selector: expected ==, !=, in, not in, contains, starts with or ends with after the label a, found the end of the selector"
        ),
        (
            "{selector: global()}",
            "f.yaml:8:24: spec.egress[0].source.selector: global() is for the namespaceSelector of a rule only"
        ),
        (
            "{namespaceSelector: global() || all()}",
            "f.yaml:8:33: spec.egress[0].source.namespaceSelector: global() cannot be combined with other conditions"
        ),
        (
            "{services: {name: a}}",
            "f.yaml:6:3: spec.egress: services are for the destination of egress rules"
        ),
        (
            "{serviceAccounts: {name: [a]}}",
            "f.yaml:8:32: spec.egress[0].source.serviceAccounts.name: unknown field, did you mean names?"
        ),
        ("{domains: [a.b]}", "f.yaml:8:14: spec.egress[0].source.domains: unknown field"),
    ])
    func `a mistake in one side of a rule is reported where it stands`(side: String, failure: String) {
        #expect(
            failures(
                policyText("NetworkPolicy", "egress:\n- action: Allow\n  protocol: TCP\n  source: \(side)"))
                == [failure])
    }

    @Test(arguments: ["", ", protocol: ICMP", ", protocol: UDPLite", ", protocol: 100"])
    func `numbers of ports need a protocol that has ports`(transport: String) {
        let rule = "{action: Allow, destination: {ports: [80]}\(transport)}"
        #expect(
            failures(policyText("NetworkPolicy", "ingress: [\(rule)]")) == [
                "f.yaml:5:42: spec.ingress[0].destination: ports need protocol TCP, UDP or SCTP"
            ])
    }

    @Test func `names of ports bring their protocol along`() {
        let rule = "{action: Allow, source: {notPorts: [web]}}"
        #expect(failures(policyText("NetworkPolicy", "ingress: [\(rule)]")).isEmpty)
    }

    @Test(arguments: [
        ("ipVersion: 6, source: {nets: [10.0.0.0/8]}", "source"),
        ("ipVersion: 4, destination: {notNets: ['fd00::/8']}", "destination"),
        ("source: {nets: ['fd00::/8']}, destination: {nets: [10.0.0.0/8]}", "destination"),
        ("source: {nets: ['fd00::/8'], notNets: [10.0.0.0/8]}", "source"),
    ])
    func `a rule that can match in neither family is a mistake`(rest: String, field: String) {
        let all = failures(policyText("NetworkPolicy", "ingress: [{action: Allow, \(rest)}]"))
        #expect(all.count == 1)
        let message = "no packet can match: the rule's ipVersion and nets are of different IP versions"
        #expect(all.first?.hasSuffix(" spec.ingress[0].\(field): \(message)") == true)
    }

    @Test(arguments: ["doNotTrack", "preDNAT"])
    func `what is asked before it is known whether a packet is forwarded applies on forward`(flag: String) {
        #expect(
            failures(policyText("GlobalNetworkPolicy", "\(flag): true")) == [
                "f.yaml:5:3: spec.applyOnForward: has to be true with doNotTrack and preDNAT"
            ])
    }

    @Test func `a policy before translation has no egress`() {
        let rest = "preDNAT: true\napplyOnForward: true\negress: [{action: Deny}]"
        #expect(
            failures(policyText("GlobalNetworkPolicy", rest)).contains {
                $0.hasSuffix("is for ingress only: what goes out has its destination already")
            })
    }

    @Test(arguments: [("a.b", "default"), ("default.b", "sec"), ("sec.a.b", "sec")])
    func `a name has no dots but the tier's`(name: String, tier: String) {
        #expect(
            failures(policyText("NetworkPolicy", name: name, "{tier: \(tier)}")) == [
                "f.yaml:3:11: metadata: \(name) may have no dot except behind its tier's name, as in \(tier).web"
            ])
    }
}
