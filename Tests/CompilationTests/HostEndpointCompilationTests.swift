import Addressing
import Calculation
import Compilation
import HashTreeCollections
import Nftables
import Resources
import Selectors
import Testing

struct HostEndpointCompilationTests {
    private func compile(
        interface: HostEndpoint.Interface, _ policies: Policy..., options: CompilationOptions? = nil
    ) -> DualStack<Ruleset> {
        var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
        let host = HostEndpoint(name: "h", node: "node-a", interface: interface)
        calculator.update(Resource.hostEndpoint(host).id, .hostEndpoint(host))
        for policy in policies { calculator.update(policy.id, .policy(policy)) }
        var compiler = Compiler()
        return compiler.compile(
            calculator.calculate(), options ?? CompilationOptions(interfacePrefixes: ["cali"])
        ).rulesets
    }

    private func policy(
        _ action: PolicyRule.Action, _ enforcement: Policy.Enforcement = .normal, onForward: Bool = false
    ) -> Policy {
        var policy = Policy(
            ResourceID(.globalNetworkPolicy, name: "p"), appliesToIngress: true, appliesToEgress: false,
            ingress: [PolicyRule(action, transport: 6)])
        policy.enforcement = enforcement
        policy.appliesOnForward = onForward
        return policy
    }

    private func lines(_ chain: String, _ ruleset: Ruleset) -> [String] {
        ruleset.chains[chain]?.rules.map { $0.text(ruleset.family) } ?? []
    }

    @Test(arguments: IPFamily.allCases)
    func `what is passed on behind the last tier of forwarded packets goes its way`(family: IPFamily) {
        let chains = compile(interface: .named("eth0"), policy(.pass, onForward: true))[family].chains
        let ends = chains.values.filter { $0.rules.last?.comment == "no policy decides" }
        // A chain's mere end would lead back into the tier that the packet was passed out of.
        #expect(
            !ends.isEmpty && ends.allSatisfy { $0.rules.last?.expressions(family) == [.verdict(.accept)] })
    }

    @Test(arguments: IPFamily.allCases)
    func `a host without endpoints has no rules for them`(family: IPFamily) {
        var compiler = Compiler()
        let ruleset = compiler.compile(NodeState(), CompilationOptions(interfacePrefixes: ["cali"])).rulesets[
            family]
        #expect(!ruleset.chains.keys.contains { $0.hasPrefix("host-") })
        #expect(!ruleset.sets.keys.contains { $0.hasPrefix("host-") || $0.hasPrefix("failsafe") })
    }

    @Test(arguments: IPFamily.allCases)
    func `an interface's input and output are asked, and nothing that is forwarded`(family: IPFamily) {
        let ruleset = compile(interface: .named("eth0"), policy(.allow))[family]
        #expect(lines("input-host", ruleset).last == "iifname vmap @host-input")
        #expect(lines("output", ruleset).last == "oifname vmap @host-output")
        #expect(!lines("forward-egress", ruleset).contains { $0.contains("host") })
    }

    @Test(arguments: IPFamily.allCases)
    func `a policy on forward is asked of what is forwarded, and lets the rest through`(family: IPFamily) {
        let ruleset = compile(interface: .named("eth0"), policy(.deny, onForward: true))[family]
        #expect(lines("forward-egress", ruleset).last == "iifname vmap @host-forward-in")
        #expect(ruleset.sets["host-forward-out"] == nil)
    }

    @Test(arguments: IPFamily.allCases)
    func `all interfaces are asked but workloads', the loopback and excluded ones`(family: IPFamily) {
        let input = lines("input-host", compile(interface: .all, policy(.allow))[family])
        #expect(
            Array(input.suffix(4).dropLast()) == [
                "iifname \"cali*\" return", "iifname \"lo\" return",
                "iifname \"kube-ipvs0\" return comment \"InterfaceExclude\"",
            ])
        #expect(input.last?.hasPrefix("goto host-input-") == true)
    }

    @Test(arguments: IPFamily.allCases)
    func `what an untracked policy allows is not followed, and is not asked again`(family: IPFamily) {
        let ruleset = compile(interface: .named("eth0"), policy(.allow, .untracked, onForward: true))[family]
        #expect(
            lines("ingress-global-p", ruleset) == [
                "meta l4proto 6 counter notrack accept comment \"GlobalNetworkPolicy p rule 1\""
            ])
        #expect(lines("host-untracked-in", ruleset) == ["iifname vmap @host-untracked-in"])
        let entries = ruleset.chains.values.filter { $0.name.hasPrefix("host-input-") }
        #expect(entries.first?.rules.first?.text(family).hasPrefix("ct state untracked accept") == true)
    }

    @Test(arguments: IPFamily.allCases)
    func `what a policy before translation allows is known again as the host's input`(family: IPFamily) {
        let ruleset = compile(interface: .named("eth0"), policy(.allow, .preDNAT, onForward: true))[family]
        #expect(lines("ingress-global-p", ruleset).first?.contains("meta mark set") == true)
        // A mark that somebody else has set is none of ours.
        #expect(lines("host-pre-dnat", ruleset).first == "meta mark set meta mark & 0xfffeffff | 0x0")
        let entries = ruleset.chains.values.filter { $0.name.hasPrefix("host-input-") }
        #expect(entries.contains { lines($0.name, ruleset).contains { $0.contains("meta mark & 0x10000") } })
    }

    @Test(arguments: IPFamily.allCases)
    func `failsafe ports come before policy, those with a network in its family only`(family: IPFamily) throws
    {
        var options = CompilationOptions(interfacePrefixes: ["cali"])
        options.failsafeInbound = [
            .init(transport: 6, port: 22), .init(transport: 6, net: IPPrefix("10.0.0.0/8"), port: 179),
        ]
        let ruleset = compile(interface: .named("eth0"), policy(.deny), options: options)[family]
        #expect(ruleset.sets["failsafe-in"]?.elements.count == 1)
        #expect((ruleset.sets["failsafe-in-nets"] != nil) == (family == .v4))
        let entry = try #require(ruleset.chains.keys.first { $0.hasPrefix("host-input-") })
        #expect(
            lines(entry, ruleset).contains {
                $0.hasPrefix("meta l4proto . th dport @failsafe-in counter accept")
            })
    }
}
