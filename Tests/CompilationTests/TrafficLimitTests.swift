import Addressing
import Calculation
import Compilation
import HashTreeCollections
import Nftables
import Resources
import Testing

/// The tables that neither family can hold alone.
struct TrafficLimitTests {
    private func compile(
        ingress: TrafficLimits = TrafficLimits(), egress: TrafficLimits = TrafficLimits()
    ) -> [Table: Ruleset] {
        var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
        var endpoint = WorkloadEndpoint(
            namespace: "shop", name: "web", node: "node-a", interfaceName: "cali1",
            addresses: ["10.65.0.1", "fd00::1"].compactMap { IPAddress($0) }, profiles: ["kns.shop"])
        endpoint.extras.ingressLimits = ingress
        endpoint.extras.egressLimits = egress
        for resource in [.namespace(Namespace(name: "shop")), Resource.workloadEndpoint(endpoint)] {
            calculator.update(resource.id, resource)
        }
        var compiler = Compiler()
        return compiler.compile(calculator.calculate(), CompilationOptions(interfacePrefixes: ["cali"]))
            .further
    }

    private func limits(rate: UInt64? = nil, burst: UInt64? = nil, connections: UInt32? = nil)
        -> TrafficLimits
    {
        var limits = TrafficLimits()
        (limits.packetRate, limits.packetBurst, limits.connections) = (rate, burst, connections)
        return limits
    }

    private func lines(_ chain: String, _ ruleset: Ruleset?) -> [String] {
        ruleset?.chains[chain]?.rules.map { $0.text(.v4) } ?? []
    }

    @Test func `without limits there is no table for them`() { #expect(compile()[.shared] == nil) }

    @Test func `packets are counted in one chain for both families, before any policy`() throws {
        let table = try #require(compile(egress: limits(rate: 100, burst: 30))[.shared])
        #expect(
            lines("packets-from-cali1", table) == [
                "limit rate over 100/second burst 30 packets counter drop "
                    + "comment \"over 100 packets in a second\""
            ])
        #expect(table.chains["forward-packets"]?.hook == BaseHook(.forward, priority: -2))
        #expect(table.chains["input-packets"]?.hook == BaseHook(.input, priority: -2))
        #expect(lines("forward-packets", table) == ["iifname vmap @packets-from"])
    }

    @Test func `five packets may come at once where nothing else is said`() throws {
        let table = try #require(compile(ingress: limits(rate: 7))[.shared])
        #expect(lines("packets-to-cali1", table)[0].hasPrefix("limit rate over 7/second burst 5 packets"))
        #expect(lines("forward-packets", table) == ["oifname vmap @packets-to"])
        #expect(table.chains["input-packets"] == nil)
    }

    @Test func `new connections are counted behind the policies, and refused beyond the number`() throws {
        let table = try #require(compile(egress: limits(connections: 2))[.shared])
        #expect(table.chains["forward-connections"]?.hook == BaseHook(.forward, priority: 1))
        #expect(
            lines("forward-connections", table) == [
                "ct state established,related,untracked accept", "iifname vmap @connections-from",
            ])
        #expect(
            lines("connections-from-cali1", table) == [
                "ct count over 2 goto too-many-connections comment \"over 2 connections at a time\""
            ])
        #expect(
            lines("too-many-connections", table) == [
                "meta l4proto 6 counter reject with tcp reset", "counter drop",
            ])
    }

    @Test func `what a workload needs to find its neighbours is in no limit`() throws {
        let table = try #require(compile(egress: limits(rate: 1, connections: 1))[.shared])
        for chain in ["input-packets", "input-connections"] {
            #expect(lines(chain, table).first == "meta nfproto ipv6 icmpv6 type 133-137 accept")
        }
    }

    @Test func `the host claims no workload's address over ARP`() throws {
        let table = try #require(compile()[.arp])
        #expect(
            lines("output", table) == [
                "arp operation 2 oifname . arp saddr ip @local-addresses counter drop "
                    + "comment \"the workload's own address\""
            ])
        #expect(table.sets["local-addresses"]?.elements.count == 1)
    }
}
