import Addressing
import Calculation
import Compilation
import HashTreeCollections
import Nftables
import Resources
import Selectors
import Testing

/// What is neither base nor policy: translation, marks, further sources.
struct TrafficTests {
    private let base = CompilationOptions(interfacePrefixes: ["cali"])

    private func compile(
        _ resources: [Resource], extras: EndpointExtras = EndpointExtras(), addresses: [String]? = nil,
        options: CompilationOptions? = nil
    ) -> DualStack<Ruleset> {
        var node = NodeParameters(name: "node-a", interfacePrefix: "cali")
        node.allowsOtherSources = true
        var calculator = Calculator(node)
        var pod = Pod(
            namespace: "shop", name: "web", nodeName: "node-a",
            addresses: (addresses ?? ["10.65.0.1", "fd00::1"]).compactMap { IPAddress($0) })
        pod.extras = extras
        for resource in resources + [.namespace(Namespace(name: "shop")), .pod(pod)] {
            calculator.update(resource.id, resource)
        }
        var compiler = Compiler()
        return compiler.compile(calculator.calculate(), options ?? base).rulesets
    }

    private func lines(_ chain: String, _ ruleset: Ruleset) -> [String] {
        ruleset.chains[chain]?.rules.map { $0.text(ruleset.family) } ?? []
    }

    private func pools(_ prefixes: String...) -> [Resource] {
        prefixes.enumerated().compactMap { index, text in
            IPPrefix(text).map { .ipPool(IPPool(name: "p\(index)", prefix: $0, natOutgoing: true)) }
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `without pools, floating addresses or marks there are no chains for them`(family: IPFamily) {
        let names = Set(compile([])[family].chains.keys)
        #expect(names.isDisjoint(with: ["source-nat", "floating-in", "floating-out", "dscp"]))
    }

    @Test(arguments: IPFamily.allCases)
    func `pools with natOutgoing are hidden from all but pools`(family: IPFamily) {
        let ruleset = compile(pools("10.65.0.0/16", "fd00::/64"))[family]
        let header = family == .v4 ? "ip" : "ip6"
        #expect(
            lines("source-nat", ruleset) == [
                "\(header) saddr @nat-outgoing \(header) daddr != @pools counter masquerade fully-random "
                    + "comment \"natOutgoing\""
            ])
    }

    @Test func `an address to hide behind is for its own family only (B3)`() {
        var options = base
        options.natAddress.v4 = IPAddress("192.0.2.7")
        let rulesets = compile(pools("10.65.0.0/16", "fd00::/64"), options: options)
        #expect(lines("source-nat", rulesets.v4).first?.contains("snat to 192.0.2.7") == true)
        #expect(lines("source-nat", rulesets.v6).first?.contains("masquerade") == true)
    }

    @Test(arguments: IPFamily.allCases)
    func `endpoints with several addresses of a family are marked by one rule (B4)`(family: IPFamily) {
        var extras = EndpointExtras()
        extras.dscp = 46
        let ruleset = compile(
            [], extras: extras, addresses: ["10.65.0.1", "10.65.0.2", "fd00::1", "fd00::2"])[family]
        #expect(ruleset.sets["dscp-46"]?.elements.count == 2)
        #expect(lines("dscp", ruleset).count == 1)
    }

    @Test(arguments: IPFamily.allCases)
    func `an endpoint without an address of a family leaves no mark in it (B15)`(family: IPFamily) {
        var extras = EndpointExtras()
        extras.dscp = 46
        let only = family == .v4 ? "fd00::1" : "10.65.0.1"
        #expect(compile([], extras: extras, addresses: [only])[family].chains["dscp"] == nil)
    }

    @Test(arguments: IPFamily.allCases)
    func `pools that overlap become ranges that do not (B5)`(family: IPFamily) {
        let ruleset = compile(pools("10.0.0.0/8", "10.65.0.0/16", "fd00::/16", "fd00::/64"))[family]
        #expect(ruleset.sets["pools"]?.elements.count == 1)
    }

    @Test(arguments: IPFamily.allCases)
    func `the beginning of interfaces' names ends in a plus sign or a star (B6)`(family: IPFamily) {
        for filter in ["eth+", "eth*"] {
            var options = base
            options.natInterface = filter
            let ruleset = compile(pools("10.65.0.0/16", "fd00::/64"), options: options)[family]
            #expect(lines("source-nat", ruleset).first?.contains("oifname \"eth*\"") == true)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a prefix in the log is never longer than the kernel takes (B7)`(family: IPFamily) throws {
        var options = base
        options.logPrefix = "%t %k %p"
        let long = String(repeating: "n", count: 200)
        let policy = Policy(
            ResourceID(.globalNetworkPolicy, name: long), appliesToIngress: true, appliesToEgress: false,
            ingress: [PolicyRule(.log)])
        let ruleset = compile([.policy(policy)], options: options)[family]
        let prefixes = ruleset.chains.values.flatMap(\.rules).flatMap { $0.expressions(family) }
            .compactMap { if case .log(let prefix) = $0 { prefix } else { nil } }
        #expect(prefixes.count == 1)
        #expect(
            prefixes.allSatisfy { $0.utf8.count <= 127 && $0.hasPrefix("default GlobalNetworkPolicy nnn") })
    }

    @Test(arguments: IPFamily.allCases)
    func `other sources of an endpoint are let in on its interface, and a change takes effect (B8)`(
        family: IPFamily
    ) throws {
        let sources = { (text: String) -> NamedSet? in
            var extras = EndpointExtras()
            extras.allowedSources = [text].compactMap { IPPrefix($0) }
            return self.compile([], extras: extras)[family].sets["allowed-sources"]
        }
        let first = try #require(sources(family == .v4 ? "10.1.0.0/16" : "fd01::/64"))
        let second = try #require(sources(family == .v4 ? "10.2.0.0/16" : "fd02::/64"))
        #expect(first.elements != second.elements)
        #expect(first.hasSameDefinition(as: second))
    }

    @Test(arguments: IPFamily.allCases)
    func `a floating address leads to its endpoint from inside and outside`(family: IPFamily) {
        var options = base
        options.allowsFloatingAddresses = true
        var extras = EndpointExtras()
        extras.floatingAddresses = ["192.0.2.1", "2001:db8::1"].compactMap { IPAddress($0) }
            .map { FloatingAddress(external: $0, internal: nil) }
        let ruleset = compile([], extras: extras, options: options)[family]
        #expect(ruleset.sets["floating"]?.elements.count == 1)
        for chain in ["floating-in", "floating-out"] {
            #expect(ruleset.chains[chain]?.hook?.priority == -100)
            #expect(lines(chain, ruleset).first?.contains("dnat to") == true)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a workload may not wrap packets unless it is allowed to`(family: IPFamily) {
        #expect(lines("forward-egress", compile([])[family]).count { $0.contains("wrapped packet") } == 2)
        var options = base
        options.allowsIPIPFromWorkloads = true
        options.allowsVXLANFromWorkloads = true
        let ruleset = compile([], options: options)[family]
        #expect(!lines("forward-egress", ruleset).contains { $0.contains("wrapped packet") })
    }

    @Test(arguments: IPFamily.allCases)
    func `what policy denies is dropped, or refused with an answer`(family: IPFamily) {
        var options = base
        options.denyAction = .reject
        let policy = Policy(
            ResourceID(.globalNetworkPolicy, name: "p"), appliesToIngress: true, appliesToEgress: false,
            ingress: [PolicyRule(.deny)])
        #expect(
            lines("ingress-global-p", compile([.policy(policy)], options: options)[family]).first
                == "counter reject comment \"GlobalNetworkPolicy p rule 1\"")
    }

    @Test(arguments: IPFamily.allCases)
    func `a packet to a service that is not there goes round in no circles`(family: IPFamily) {
        let blocks = ["10.96.0.0/12", "fd96::/108"].compactMap { IPPrefix($0) }
        let ruleset = compile([
            .bgpConfiguration(BGPConfiguration(name: "default", serviceClusterBlocks: blocks))
        ])[
            family]
        #expect(
            lines("forward-ingress", ruleset).last?.contains("daddr @service-blocks counter drop") == true)
    }
}
