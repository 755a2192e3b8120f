import Addressing
import Calculation
import Compilation
import HashTreeCollections
import Nftables
import Resources
import Testing

/// Who may send wrapped packets to this node.
struct TunnelEndTests {
    @Test(arguments: IPFamily.allCases)
    func `wrapped packets come from other nodes' ends alone`(family: IPFamily) throws {
        var ruleset = Ruleset(family)
        ruleset.addTunnelEnds(try traffic(family), passesHostEndpoints: false)
        let chain = try #require(ruleset.chains["tunnel-ends"])
        #expect(chain.hook == BaseHook(.input, priority: -3))
        let foreign = "\(family == .v4 ? "ip" : "ip6") saddr != @tunnel-ends counter drop"
        #expect(
            chain.rules.map { $0.text(family) } == [
                "meta l4proto 17 udp dport 4789 \(foreign) comment \"VXLAN from no node of the cluster\"",
                "meta l4proto 4 \(foreign) comment \"IP in IP from no node of the cluster\"",
            ])
        #expect(ruleset.sets["tunnel-ends"]?.elements == .ranges(try traffic(family).ends.map(\.range)))
    }

    @Test(arguments: IPFamily.allCases)
    func `what proves by itself whose it is is taken from anybody`(family: IPFamily) throws {
        var ruleset = Ruleset(family)
        ruleset.addTunnelEnds(
            TunnelTraffic([.wireGuard(port: 51820)], ends: try traffic(family).ends),
            passesHostEndpoints: false)
        #expect(ruleset.chains["tunnel-ends"] == nil)
    }

    @Test(arguments: IPFamily.allCases)
    func `a node without a tunnel judges nobody's`(family: IPFamily) throws {
        var ruleset = Ruleset(family)
        ruleset.addTunnelEnds(
            TunnelTraffic([], ends: try traffic(family).ends), passesHostEndpoints: true)
        #expect(ruleset == Ruleset(family))
    }

    @Test(arguments: IPFamily.allCases)
    func `ends that overlap are one range, as the kernel wants it`(family: IPFamily) throws {
        let block = try #require(IPPrefix(family == .v4 ? "192.0.2.0/24" : "2001:db8::/64"))
        var ruleset = Ruleset(family)
        ruleset.addTunnelEnds(
            TunnelTraffic([.ipip], ends: try traffic(family).ends + [block]), passesHostEndpoints: false)
        #expect(ruleset.sets["tunnel-ends"]?.elements == .ranges([block.range]))
    }

    @Test(arguments: IPFamily.allCases)
    func `tunnels between nodes pass host endpoints, in both directions`(family: IPFamily) throws {
        var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
        let host = HostEndpoint(name: "h", node: "node-a", interface: .all)
        calculator.update(Resource.hostEndpoint(host).id, .hostEndpoint(host))
        var compiler = Compiler()
        let options = CompilationOptions(interfacePrefixes: ["cali"])
        var ruleset = compiler.compile(calculator.calculate(), options).rulesets[family]
        ruleset.addTunnelEnds(try traffic(family), passesHostEndpoints: true)
        for (name, side) in [("input-host", "saddr"), ("output", "daddr")] {
            let rules = try #require(ruleset.chains[name]).rules.map { $0.text(family) }
            let address = "\(family == .v4 ? "ip" : "ip6") \(side)"
            #expect(
                rules[1...2] == [
                    "meta l4proto 17 udp dport 4789 \(address) @tunnel-ends counter accept comment \"tunnels between nodes\"",
                    "meta l4proto 4 \(address) @tunnel-ends counter accept comment \"tunnels between nodes\"",
                ])
            #expect(rules[0].contains("ct state") && rules.last?.hasPrefix("goto host-") == true)
        }
    }

    private func traffic(_ family: IPFamily) throws -> TunnelTraffic {
        let end = try #require(IPAddress(family == .v4 ? "192.0.2.2" : "2001:db8::2"))
        return TunnelTraffic([.vxlan(port: 4789), .ipip], ends: [IPPrefix(end)])
    }
}
