import Addressing
import Compilation
import Dataplane
import HashTreeCollections
import Nftables
import Resources
import Selectors
import TestSupport
import Testing

/// Defects of Felix's nftables dataplane, by their numbers, that a kernel has to show are none of ours.
@Suite(.timeLimit(.minutes(1))) struct FelixDefectTests {
    private func rules(_ match: ICMPMatch, isNegated: Bool) -> DesiredDataplane {
        let rules = [UInt8(1), 58].map { transport in
            PolicyRule(
                .allow, transport: transport, icmp: isNegated ? nil : match, notICMP: isNegated ? match : nil)
        }
        return desired([
            .namespace(Namespace(name: "shop")), endpoint("web", 1, interface: "cali-a"),
            policy("p", ingress: rules),
        ])
    }

    @Test(arguments: IPFamily.allCases)
    func `a rule for a type and a code of ICMP is one that the kernel takes (B1)`(family: IPFamily) throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            #expect(dataplane.apply(rules(ICMPMatch(type: 3, code: 1), isNegated: false)).failures.isEmpty)
            let rules = try nftRules(family, chain: "ingress-policy-shop/p")
            let word = family == .v4 ? "icmp" : "icmpv6"
            #expect(rules.count == 1)
            #expect(
                rules.first?.contains("\(word) type") == true && rules.first?.contains("\(word) code") == true
            )
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `type and code of ICMP are negated together (B2)`(family: IPFamily) throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            let wanted = rules(ICMPMatch(type: 3, code: 1), isNegated: true)
            #expect(dataplane.apply(wanted).failures.isEmpty)
            let match = wanted.rulesets[family].chains["ingress-policy-shop/p"]?.rules.first?.expressions(
                family)
            // One comparison of both bytes: not two that would each have to differ.
            #expect(match?.contains(.compare(.first, .notEqual, [3, 1])) == true)
        }
    }

    @Test func `IPv6 that is switched off is blocked, and leaves nothing of what was there (B10)`() throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            let resources: [Resource] = [
                .namespace(Namespace(name: "shop")), endpoint("web", 1, interface: "cali-a"), policy("p"),
            ]
            #expect(dataplane.apply(desired(resources)).failures.isEmpty)
            #expect(try command("/usr/sbin/nft", "list", "table", "ip6", "gemel").contains("fd00::1"))
            let closed = CompilationOptions(
                interfacePrefixes: ["cali"], familiesOn: DualStack(v4: true, v6: false))
            #expect(dataplane.apply(desired(resources, closed)).failures.isEmpty)
            let table = try command("/usr/sbin/nft", "list", "table", "ip6", "gemel")
            #expect(!table.contains("fd00::1") && !table.contains("accept comment"))
            for direction in ["iifname", "oifname"] {
                #expect(table.contains("\(direction) \"cali*\" counter"))
            }
            #expect(try command("/usr/sbin/nft", "list", "table", "ip", "gemel").contains("10.65.0.1"))
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a mark that somebody else has put on a packet decides nothing (B13)`(family: IPFamily) {
        let ruleset = shop(80...80).rulesets[family]
        for rule in ruleset.chains.values.flatMap(\.rules) {
            #expect(
                !rule.expressions(family).contains {
                    if case .meta(.mark, into: _) = $0 { true } else { false }
                })
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a floating address is translated where destinations are, before routes are chosen (B14)`(
        family: IPFamily
    ) {
        var workload = WorkloadEndpoint(
            namespace: "shop", name: "web", node: "node-a", interfaceName: "cali-a",
            addresses: ["10.65.0.1", "fd00::1"].compactMap { IPAddress($0) }, profiles: ["kns.shop"])
        workload.extras.floatingAddresses = ["192.0.2.9", "2001:db8::9"].compactMap { IPAddress($0) }
            .map { FloatingAddress(external: $0, internal: nil) }
        var options = CompilationOptions(interfacePrefixes: ["cali"])
        options.allowsFloatingAddresses = true
        let chains = desired(
            [.namespace(Namespace(name: "shop")), .workloadEndpoint(workload)], options
        ).rulesets[family].chains.values
        let hooks = chains.compactMap(\.hook).filter { $0.type == .nat && $0.hook != .postrouting }
        #expect(Set(hooks.map(\.hook)) == [.prerouting, .output])
        #expect(hooks.allSatisfy { $0.priority == -100 })
    }

    @Test func `what is the same is written in the same order, however it came (B17)`() {
        let resources: [Resource] = [
            .namespace(Namespace(name: "shop")), endpoint("web", 1, interface: "cali-a"),
            endpoint("db", 2, interface: "cali-b"), endpoint("job", 3, interface: "cali-c"),
            policy("p", ingress: [PolicyRule(.allow, source: EntityRule(selector: Selector(.has("a"))))]),
        ]
        let one = desired(resources)
        let other = desired(resources.reversed())
        for family in IPFamily.allCases {
            #expect(one.rulesets[family].text == other.rulesets[family].text)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a policy in a tier that nobody has written is asked last, and the tier denies (B18)`(
        family: IPFamily
    ) {
        let ruleset = desired([
            .namespace(Namespace(name: "shop")), endpoint("web", 1, interface: "cali-a"),
            policy("p", tier: "nowhere"), policy("q", ingress: [PolicyRule(.pass)]),
        ]).rulesets[family]
        let ends = ruleset.chains.values.flatMap(\.rules).compactMap(\.comment)
        #expect(ends.contains("end of tier nowhere: deny"))
    }
}
