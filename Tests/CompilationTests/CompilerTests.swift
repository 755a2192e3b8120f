import Addressing
import Calculation
import Compilation
import HashTreeCollections
import Nftables
import Reconciliation
import Resources
import Selectors
import Testing

private let options = CompilationOptions(interfacePrefixes: ["cali"])

/// The rulesets of a node with one pod that `ingress` rules of one policy are for.
private func compile(_ ingress: PolicyRule..., options: CompilationOptions = options) -> DualStack<Ruleset> {
    compile(
        [
            .policy(
                Policy(
                    ResourceID(.globalNetworkPolicy, name: "p"), appliesToIngress: true,
                    appliesToEgress: false,
                    ingress: ingress))
        ], options: options)
}

private func compile(_ resources: [Resource], options: CompilationOptions = options) -> DualStack<Ruleset> {
    var compiler = Compiler()
    let pod = Pod(
        namespace: "shop", name: "web", nodeName: "node-a",
        addresses: ["10.65.0.1", "fd00::1"].compactMap { IPAddress($0) })
    let all = resources + [.namespace(Namespace(name: "shop")), .pod(pod)]
    var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
    for resource in all { calculator.update(resource.id, resource) }
    return compiler.compile(calculator.calculate(), options).rulesets
}

extension Ruleset {
    /// The rules of the policy's chain, as nft(8) takes them.
    fileprivate func lines(_ chain: String = "ingress-global-p") -> [String] {
        chains[chain]?.rules.map { $0.text(family) } ?? []
    }
}

struct RuleTests {
    private let comment = "comment \"GlobalNetworkPolicy p rule 1\""

    @Test(arguments: IPFamily.allCases)
    func `ports and actions read as in nft`(family: IPFamily) {
        let rule = PolicyRule(.allow, transport: 6, destination: EntityRule(ports: [.range(80...80)]))
        #expect(compile(rule)[family].lines() == ["meta l4proto 6 tcp dport 80 counter accept \(comment)"])
    }

    @Test func `a list of blocks of both families is for each its own`() {
        let nets = ["10.0.0.0/8", "2001:db8::/32"].compactMap { IPPrefix($0) }
        let rulesets = compile(PolicyRule(.deny, source: EntityRule(nets: nets)))
        #expect(rulesets.v4.lines() == ["ip saddr 10.0.0.0/8 counter drop \(comment)"])
        #expect(rulesets.v6.lines() == ["ip6 saddr 2001:db8::/32 counter drop \(comment)"])
    }

    @Test func `a list with no block of a family is met by none of its packets`() {
        let rulesets = compile(
            PolicyRule(.allow, source: EntityRule(nets: ["10.0.0.0/8"].compactMap { IPPrefix($0) })))
        #expect(rulesets.v4.lines().count == 1)
        #expect(rulesets.v6.lines().isEmpty)
        #expect(rulesets.v6.chains["ingress-global-p"] == nil)
    }

    @Test func `what is not in any block of a family excludes none of its packets`() {
        let rule = PolicyRule(.allow, source: EntityRule(notNets: ["10.0.0.0/8"].compactMap { IPPrefix($0) }))
        #expect(compile(rule).v4.lines() == ["ip saddr != 10.0.0.0/8 counter accept \(comment)"])
        #expect(compile(rule).v6.lines() == ["counter accept \(comment)"])
    }

    @Test(arguments: IPFamily.allCases)
    func `all addresses are no condition, and not all of them is one that nothing meets`(family: IPFamily) {
        let all = ["0.0.0.0/0", "::/0"].compactMap { IPPrefix($0) }
        #expect(
            compile(PolicyRule(.allow, source: EntityRule(nets: all)))[family].lines() == [
                "counter accept \(comment)"
            ])
        #expect(compile(PolicyRule(.allow, source: EntityRule(notNets: all)))[family].lines().isEmpty)
    }

    @Test func `a rule for one family is in its table only`() {
        let rulesets = compile(PolicyRule(.allow, family: .v6))
        #expect(rulesets.v4.lines().isEmpty)
        #expect(rulesets.v6.lines() == ["counter accept \(comment)"])
    }

    @Test func `ICMP is IPv4's and ICMPv6 is IPv6's`() {
        let rulesets = compile(
            PolicyRule(.allow, transport: 1, icmp: ICMPMatch(type: 8, code: 0)),
            PolicyRule(.allow, transport: 58, icmp: ICMPMatch(type: 128)))
        #expect(rulesets.v4.lines() == ["icmp type 8 icmp code 0 counter accept \(comment)"])
        #expect(
            rulesets.v6.lines() == [
                "icmpv6 type 128 counter accept comment \"GlobalNetworkPolicy p rule 2\""
            ])
    }

    @Test(arguments: IPFamily.allCases)
    func `numbers or names of ports: one suffices`(family: IPFamily) {
        let ports: [PortMatch] = [.range(80...80), .named("http")]
        let lines = compile(PolicyRule(.allow, transport: 6, destination: EntityRule(ports: ports)))[family]
            .lines()
        #expect(lines.count == 2)
        #expect(lines.first == "meta l4proto 6 tcp dport 80 counter accept \(comment)")
        #expect(lines.last?.contains("daddr . meta l4proto . th dport @p-") == true)
    }
}

struct LayoutTests {
    @Test(arguments: IPFamily.allCases)
    func `endpoints with the same policies share their chains`(family: IPFamily) {
        let other = Pod(
            namespace: "shop", name: "db", nodeName: "node-a",
            addresses: ["10.65.0.2", "fd00::2"].compactMap { IPAddress($0) })
        let ruleset = compile([.pod(other)])[family]
        #expect(ruleset.chains.keys.filter { $0.hasPrefix("to-") }.count == 1)
        #expect(ruleset.sets["to-endpoint"]?.elements.count == 2)
    }

    @Test(arguments: IPFamily.allCases)
    func `a packet that passes goes on behind the tier`(family: IPFamily) throws {
        let ruleset = compile([
            .tier(Tier(name: "first", order: 1)),
            .policy(
                Policy(
                    ResourceID(.globalNetworkPolicy, name: "p"), tier: "first", appliesToIngress: true,
                    appliesToEgress: false, ingress: [PolicyRule(.pass)])),
        ])[family]
        let passing = try #require(
            ruleset.chains.values.first { $0.name.hasPrefix("ingress-global-p-then-to-") })
        guard case .written(_, let statements) = passing.rules[0].body,
            case .verdict(.goto(let next)) = statements[1]
        else {
            Issue.record("\(passing)")
            return
        }
        #expect(
            ruleset.lines(next) == [
                "jump ingress-profile-kns.shop", "counter drop comment \"no profile allows it\"",
            ])
    }

    @Test(arguments: IPFamily.allCases)
    func `everything that a rule or map leads to is there`(family: IPFamily) {
        let ruleset = compile(PolicyRule(.pass), PolicyRule(.allow, source: EntityRule(selector: .all)))[
            family]
        for expression in ruleset.chains.values.flatMap(\.rules).flatMap({ $0.expressions(family) }) {
            switch expression {
            case .lookup(_, let name, _), .verdictLookup(_, let name): #expect(ruleset.sets[name] != nil)
            case .verdict(let verdict): #expect(verdict.target.map { ruleset.chains[$0] != nil } ?? true)
            default: continue
            }
        }
        for case .keyed(let elements) in ruleset.sets.values.map(\.elements) {
            #expect(elements.allSatisfy { $0.verdict?.target.map { ruleset.chains[$0] != nil } ?? true })
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `no workload may speak a family that is off`(off: IPFamily) throws {
        let closed = CompilationOptions(interfacePrefixes: ["cali"], familiesOn: DualStack { $0 != off })
        let rulesets = compile([], options: closed)
        #expect(rulesets[off].sets.isEmpty)
        let end = "\"cali*\" counter drop comment \"\(off) is off\""
        #expect(rulesets[off].lines("anti-spoofing") == ["iifname \(end)"])
        #expect(rulesets[off].lines("output") == ["oifname \(end)"])
        let other = try #require(IPFamily.allCases.first { $0 != off })
        #expect(rulesets[other].sets["local-addresses"]?.elements.count == 1)
    }

    @Test(arguments: IPFamily.allCases)
    func `the sender's address is checked before anything is decided`(family: IPFamily) throws {
        let chain = try #require(compile([])[family].chains["anti-spoofing"])
        #expect(chain.hook == BaseHook(.prerouting, priority: -300))
        #expect(chain.rules.last?.text(family).hasPrefix("iifname \"cali*\" counter drop") == true)
    }

    @Test(arguments: [CompilationOptions.WorkloadToHost.drop, .return, .accept])
    func `what a workload sends to its host ends as the node says`(action: CompilationOptions.WorkloadToHost)
    {
        let rulesets = compile(
            [], options: CompilationOptions(interfacePrefixes: ["cali"], workloadToHost: action))
        let expected =
            switch action {
            case .drop: "drop"
            case .return: ""
            case .accept: "accept"
            }
        for family in IPFamily.allCases {
            let last = rulesets[family].lines("input-host").last ?? ""
            #expect(expected.isEmpty || last.hasPrefix("iifname \"cali*\" counter \(expected)"))
            #expect(!expected.isEmpty || !last.contains("counter"))
        }
    }

    @Test func `what was compiled before changes nothing in what is compiled now`() {
        var calculator = Calculator(NodeParameters(name: "n", interfacePrefix: "cali"))
        var used = Compiler()
        let rule = { (port: UInt16, selector: String, nets: [String]) in
            PolicyRule(
                .allow, transport: 6,
                source: EntityRule(
                    nets: nets.compactMap { IPPrefix($0) },
                    selector: selector.isEmpty ? nil : Selector(.has(selector))),
                destination: EntityRule(ports: [.range(port...port)]))
        }
        let policies: [[PolicyRule]] = [
            [rule(80, "", [])], [rule(81, "", [])], [rule(81, "a", [])], [rule(81, "b", [])],
            [rule(81, "", ["10.0.0.0/8"])],
            [rule(81, "", ["10.0.0.0/8", "192.0.2.0/24", "fd00::/16", "fd01::/32"])],
            [PolicyRule(.pass)], [], [rule(80, "", [])],
        ]
        let set = { (nets: [String]) in
            Resource.networkSet(
                NetworkSet(
                    ResourceID(.globalNetworkSet, name: "s"), labels: ["a": ""],
                    nets: nets.compactMap { IPPrefix($0) }))
        }
        let pod = { (name: String, last: Int) in
            Resource.pod(
                Pod(
                    namespace: "shop", name: name, nodeName: "n",
                    addresses: ["10.65.0.\(last)", "fd00::\(last)"].compactMap { IPAddress($0) }))
        }
        var steps: [Resource] = [.namespace(Namespace(name: "shop")), pod("a", 1), set(["10.1.1.1"])]
        for rules in policies {
            steps += [
                .policy(
                    Policy(
                        ResourceID(.globalNetworkPolicy, name: "p"), appliesToIngress: true,
                        appliesToEgress: true,
                        ingress: rules, egress: rules)),
                set(["10.1.1.2", "fd00::2"]), pod("b", 2), set(["10.1.0.0/16"]), pod("b", 3),
            ]
        }
        var before = DualStack { Ruleset($0) }
        for step in steps {
            calculator.update(step.id, step)
            let state = calculator.calculate()
            var fresh = Compiler()
            let compiled = used.compile(state, options, calculator.takeChanges())
            #expect(compiled.rulesets == fresh.compile(state, options).rulesets)
            for family in IPFamily.allCases {
                let plan = RulesetPlan(
                    from: before[family], to: compiled.rulesets[family], among: compiled.changed?[family])
                #expect(plan == RulesetPlan(from: before[family], to: compiled.rulesets[family]))
            }
            before = compiled.rulesets
        }
    }
}
