import Addressing
import TestSupport
import Testing

private let all = DualStack(v4: true, v6: true)
private let none = DualStack(v4: false, v6: false)

/// Nodes whose interfaces all have a host endpoint, and the tunnels between them.
@Suite(.timeLimit(.minutes(2))) struct HostEndpointTunnelTests {
    @Test func `a host endpoint for all interfaces lets the node's own tunnels through, and no stranger's`()
        throws
    {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", vxlanPools)
        try nodes.write("hosts.yaml", hosts)
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        // It is in force: nothing else passes between the nodes, neither in nor out.
        try nodes.write("hosts.yaml", hosts.replacing("node-b", with: "node-c"))
        #expect(try nodes.sync() == "")
        #expect(try nodes.reachesNode(from: "b", "a") == none)
        #expect(try nodes.reachesNode(from: "a", "b") == none)
        try nodes.sendToTunnels(from: "b", as: ["192.0.2.66", "2001:db8::66"])
        for family in ["ip", "ip6"] {
            let chain = try nodes.run("a", "sleep 0.1; nft list chain \(family) gemel tunnel-ends")
            #expect(chain.contains("packets 1 "), "\(chain)")
        }
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
    }

    @Test func `a tunnel that begins behind a host endpoint, or changes its port, is let through`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", vxlanPools.replacing("Always", with: "Never"))
        try nodes.write("hosts.yaml", hosts)
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        try nodes.write("pools.yaml", vxlanPools)
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        try nodes.write("hosts.yaml", hosts + policy)
        #expect(try nodes.sync() == "")
        // A change of the host's policy ends connections that it forbids; tunnels are none of them.
        let removed = try nodes.gemel("a", "status --output json").replacing(#/\s/#, with: "")
        #expect(removed.contains("\"removedConnections\":{\"ipv4\":0,\"ipv6\":0}"), "\(removed)")
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        try nodes.write("settings.yaml", settings("vxlanPort: 8472"))
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
    }

    @Test func `nodes outside the cluster may be told of, in both families`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", vxlanPools)
        // The blocks overlap each other and node b.
        try nodes.write(
            "settings.yaml",
            settings("externalNodesList: [192.0.2.0/25, 192.0.2.66, '2001:db8::/96', '2001:db8::66']"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        try nodes.sendToTunnels(from: "b", as: ["192.0.2.66", "2001:db8::66"])
        for family in ["ip", "ip6"] {
            let chain = try nodes.run("a", "sleep 0.1; nft list chain \(family) gemel tunnel-ends")
            #expect(chain.contains("packets 0 "), "\(chain)")
        }
    }

    private let vxlanPools = """
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

    private let hosts = """
        apiVersion: projectcalico.org/v3
        kind: HostEndpoint
        metadata: {name: node-a}
        spec: {node: node-a, interfaceName: '*'}
        ---
        apiVersion: projectcalico.org/v3
        kind: HostEndpoint
        metadata: {name: node-b}
        spec: {node: node-b, interfaceName: '*'}

        """

    private let policy = """
        ---
        apiVersion: projectcalico.org/v3
        kind: GlobalNetworkPolicy
        metadata: {name: nothing}
        spec: {selector: '!has(projectcalico.org/namespace)', types: [Ingress, Egress]}
        """

    private func settings(_ setting: String) -> String {
        """
        apiVersion: projectcalico.org/v3
        kind: FelixConfiguration
        metadata: {name: default}
        spec: {\(setting)}
        """
    }
}
