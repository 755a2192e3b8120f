import Addressing
import TestSupport
import Testing

/// A family that is switched off and on again while tunnels of both lead between nodes.
@Suite(.timeLimit(.minutes(2))) struct FamilyTunnelTests {
    @Test(arguments: IPFamily.allCases)
    func `off takes a family's tunnels, routes and rules, and nothing of the other; on brings them again`(
        off: IPFamily
    ) throws {
        let on = DualStack { $0 != off }
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools)
        try nodes.write("hosts.yaml", hosts)
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == DualStack(v4: true, v6: true))
        let before = try DualStack { try held(nodes, $0) }

        try nodes.write("settings.yaml", settings("ip\(off == .v4 ? "v4" : "v6")Support: false"))
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == on)
        let left = try held(nodes, off)
        #expect(!left.contains("vxlan") && !left.contains("10.244") && !left.contains("fd00"), "\(left)")
        let other: IPFamily = off == .v4 ? .v6 : .v4
        #expect(try held(nodes, other) == before[other])
        let status = try nodes.gemel("a", "status")
        for words in ["SUPPORT is false", "blocked", "gives none", "1, not used", "is off"] {
            #expect(status.contains(words), "\(status)")
        }
        #expect(status.contains("in sync") && status.contains("live, ready"), "\(status)")

        try nodes.write("settings.yaml", settings(""))
        #expect(try nodes.sync() == "")
        for pod in ["pod-a", "pod-b"] { try nodes.run(pod, "ip neigh flush dev eth0 nud failed || true") }
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == DualStack(v4: true, v6: true))
        #expect(try DualStack { try held(nodes, $0) } == before)
        #expect(try !nodes.gemel("a", "status").contains("SUPPORT is false"))
    }

    /// What the kernel of node a holds of ours of one family: tunnels, routes, rules without what they have counted.
    private func held(_ nodes: borrowing TwoNodes, _ family: IPFamily) throws -> String {
        let (option, table, device) =
            family == .v4 ? ("-4", "ip", "vxlan.calico") : ("-6", "ip6", "vxlan-v6.calico")
        return try nodes.run(
            "a",
            """
            ip -o link show type vxlan | grep -o '\(device):' || true
            ip \(option) route show proto 103 | sort
            ip \(option) neigh show proto 103 | sort
            nft list table \(table) gemel | sed 's/packets [0-9]* bytes [0-9]*//'
            """)
    }

    private func settings(_ setting: String) -> String {
        """
        apiVersion: projectcalico.org/v3
        kind: FelixConfiguration
        metadata: {name: default}
        spec: {\(setting)}
        """
    }

    private let hosts = """
        apiVersion: projectcalico.org/v3
        kind: HostEndpoint
        metadata: {name: node-a}
        spec: {node: node-a, interfaceName: '*'}
        """

    private let pools = """
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: pods-4}
        spec: {cidr: 10.244.0.0/16, vxlanMode: Always}
        ---
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: pods-6}
        spec: {cidr: 'fd00:10:244::/48', vxlanMode: Always}
        """
}
