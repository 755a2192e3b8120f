import Addressing
import Glibc
import TestSupport
import Testing

private let all = DualStack(v4: true, v6: true)
private let none = DualStack(v4: false, v6: false)

/// Two agents that make the routes between their nodes.
@Suite(.timeLimit(.minutes(2))) struct RoutesBetweenNodesTests {
    @Test func `pods of nodes on one link reach each other directly, over both families`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == none)
        try nodes.write("pools.yaml", pools(.v4, "Never") + pools(.v6, "Never"))
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        #expect(try nodes.reaches(from: "a", podOf: "b") == all)
        #expect(try nodes.run("a", "ip -d link show type vxlan") == "")
        // What no pod has does not go back to where it came from.
        let nowhere = try nodes.run("b", "ip route show type blackhole; ip -6 route show type blackhole")
        #expect(nowhere.contains("10.244.2.0/24") && nowhere.contains("fd00:10:244:2::/64"))
    }

    @Test func `wrapped packets are taken from other nodes alone`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools(.v4, "Always") + pools(.v6, "Always"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        // From another address than that of its node, b's machine is anybody.
        try nodes.sendToTunnels(from: "b", as: ["192.0.2.66", "2001:db8::66"])
        for family in ["ip", "ip6"] {
            let chain = try nodes.run("a", "sleep 0.1; nft list chain \(family) gemel tunnel-ends")
            #expect(chain.contains("packets 1 "), "\(chain)")
        }
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
    }

    @Test(arguments: IPFamily.allCases)
    func `a tunnel carries the packets of its family, and only those`(family: IPFamily) throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write(
            "pools.yaml",
            pools(.v4, family == .v4 ? "Always" : "Never") + pools(.v6, family == .v6 ? "Always" : "Never"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        // A tunnel on one side of which nobody listens would lose them.
        let device = family == .v4 ? "vxlan.calico" : "vxlan-v6.calico"
        try nodes.run("router", "nft -f - <<'END'\n\(wrappedOnly(family))\nEND")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        #expect(try nodes.reaches(from: "a", podOf: "b") == all)
        let links = try nodes.run("a", "ip -d link show type vxlan")
        #expect(links.contains("mtu \(family == .v4 ? 1450 : 1430)"), "\(links)")
        #expect(
            links.contains("\(device):")
                && links.split(separator: "\n").count { $0.contains("vxlan id") } == 1)
        #expect(try nodes.run("a", "bridge fdb show dev \(device)").split(separator: "\n").count == 1)
    }

    @Test func `nodes of two subnets reach each other by both tunnels`() throws {
        var nodes = try TwoNodes.make(.twoSubnets)
        try nodes.write("pools.yaml", pools(.v4, "CrossSubnet") + pools(.v6, "CrossSubnet"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        #expect(try nodes.reaches(from: "b", podOf: "a") == all)
    }

    @Test func `a tunnel outlives the agent, and goes when no pool wants it`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools(.v4, "Always") + pools(.v6, "Always"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        let before = try links(nodes)
        #expect(before.contains("vxlan.calico") && before.contains("vxlan-v6.calico"))
        nodes.kill9("a")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        try nodes.start("a")
        #expect(try nodes.sync() == "")
        #expect(try links(nodes) == before)
        try nodes.write("pools.yaml", pools(.v4, "Never") + pools(.v6, "Always"))
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try !links(nodes).contains("vxlan.calico"))
        try nodes.run("a", "ip link add vxlan0 type vxlan id 7 dstport 4790")
        try nodes.write("pools.yaml", pools(.v4, "Never") + pools(.v6, "Never"))
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        // Others' tunnels are others'.
        #expect(try links(nodes).split(separator: "\n").count == 1)
    }

    @Test func `a tunnel that was taken away, or whose ground was, comes again`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools(.v4, "Always") + pools(.v6, "Always"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        try nodes.run("a", "ip link del vxlan.calico; ip link del vxlan-v6.calico")
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        // With the address go the routes that have it for their source.
        try nodes.run("a", "ip addr del 192.0.2.1/24 dev eth0 && ip addr add 192.0.2.1/24 dev eth0")
        try nodes.run("a", "ip link set eth0 mtu 1400")
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.run("a", "ip link show vxlan.calico").contains("mtu 1350"))
    }

    @Test
    func `each tunnel has the MTU that its family's setting says, and the network and port that both have`()
        throws
    {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools(.v4, "Always") + pools(.v6, "Always"))
        try nodes.start("a")
        try nodes.start("b")
        let cases = [
            (
                "vxlanMTU: 1300, vxlanMTUV6: 1290, vxlanVNI: 77, vxlanPort: 4790", 1300, 1290, "vxlan id 77",
                "dstport 4790"
            ),
            ("vxlanMTU: 1300", 1300, 1430, "vxlan id 4096", "dstport 4789"),
            ("vxlanMTUV6: 1290", 1450, 1290, "vxlan id 4096", "dstport 4789"),
        ]
        for (settings, v4, v6, network, port) in cases {
            try nodes.write(
                "felix.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: FelixConfiguration
                metadata: {name: default}
                spec: {\(settings)}
                """)
            #expect(try nodes.sync() == "")
            for (device, mtu) in [("vxlan.calico", v4), ("vxlan-v6.calico", v6)] {
                let link = try nodes.run("a", "ip -d link show \(device)")
                for part in ["mtu \(mtu) ", network, port] {
                    #expect(link.contains(part), "\(settings): \(link)")
                }
            }
            #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all, "\(settings)")
        }
    }

    @Test func `a family that loses its addresses takes nothing from the other`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools(.v4, "Always") + pools(.v6, "Always"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        try nodes.run("a", "sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1")
        _ = try nodes.gemel("a", "sync --timeout 2")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == DualStack(v4: true, v6: false))
        let status = try nodes.gemel("a", "status")
        #expect(status.contains("this node has no IPv6 address"))
        #expect(status.contains("192.0.2.1/24 on eth0 (Node)"))
        #expect(status.contains("no IPv6 address: no interface has 2001:db8::1"))
        try nodes.run(
            "a", "sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0 && ip addr add 2001:db8::1/64 dev eth0 nodad")
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
    }

    private func pools(_ family: IPFamily, _ mode: String) -> String {
        """
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: pods-\(family.rawValue)}
        spec: {cidr: '\(family == .v4 ? "10.244.0.0/16" : "fd00:10:244::/48")', vxlanMode: \(mode)}
        ---

        """
    }

    /// Lets nothing of `family` pass between pods that is not wrapped.
    private func wrappedOnly(_ family: IPFamily) -> String {
        let block = family == .v4 ? "ip daddr 10.244.0.0/16" : "ip6 daddr fd00:10:244::/48"
        return """
            table bridge t {
              chain c { type filter hook forward priority 0; \(block) drop; }
            }
            """
    }

    /// Name and index of each tunnel's device on node a.
    private func links(_ nodes: borrowing TwoNodes) throws -> String {
        try nodes.run("a", "ip -o link show type vxlan | cut -d: -f1-2")
    }
}
