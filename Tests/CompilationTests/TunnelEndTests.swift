import Addressing
import Compilation
import Nftables
import Testing

/// Who may send wrapped packets to this node.
struct TunnelEndTests {
    @Test(arguments: IPFamily.allCases)
    func `wrapped packets come from other nodes' ends alone`(family: IPFamily) throws {
        let end = try #require(IPAddress(family == .v4 ? "192.0.2.2" : "2001:db8::2"))
        var ruleset = Ruleset(family)
        ruleset.addTunnelEnds([end], port: 4789)
        let chain = try #require(ruleset.chains["tunnel-ends"])
        #expect(chain.hook == BaseHook(.input, priority: -3))
        #expect(
            chain.rules.map { $0.text(family) } == [
                "meta l4proto 17 udp dport 4789 \(family == .v4 ? "ip" : "ip6") saddr != @tunnel-ends counter drop "
                    + "comment \"VXLAN from no node of the cluster\""
            ])
        #expect(ruleset.sets["tunnel-ends"]?.elements == .values([end.bits]))
    }

    @Test(arguments: IPFamily.allCases)
    func `a node without a tunnel judges nobody's`(family: IPFamily) {
        var ruleset = Ruleset(family)
        ruleset.addTunnelEnds([], port: nil)
        #expect(ruleset == Ruleset(family))
    }
}
