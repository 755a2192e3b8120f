import Addressing
import TestSupport
import Testing

private let all = DualStack(v4: true, v6: true)

/// IP in IP between two nodes: the real one where the kernel has it, and otherwise its refusal.
///
/// `scripts/test-vm` runs this with a kernel that has it.
@Suite(.timeLimit(.minutes(6))) struct IPIPTests {
    @Test func `IP in IP carries IPv4 where the kernel has it, and is refused in words where not`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools("ipipMode: Always"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        guard try nodes.kernelHas("ipip local 192.0.2.250 remote 192.0.2.251") else {
            try expectRefusal(nodes)
            return
        }
        try nodes.run("router", "nft -f - <<'END'\n\(wrappedOnly)\nEND")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        #expect(try nodes.reaches(from: "a", podOf: "b") == all)
        let link = try nodes.run("a", "ip link show tunl0")
        #expect(link.contains("mtu 1480") && link.contains("alias gemel"), "\(link)")
        try expectOthersOut(nodes)
        nodes.kill9("a")
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        try nodes.start("a")
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        // The kernel's device cannot be removed; it is given back as it was found.
        try nodes.run("router", "nft delete table bridge t")
        try nodes.write("pools.yaml", pools("ipipMode: Never"))
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        let left = try nodes.run("a", "ip link show tunl0; ip addr show dev tunl0")
        #expect(left.contains("state DOWN") && !left.contains("gemel") && !left.contains("inet "), "\(left)")
    }

    @Test func `the host's address in the tunnel is the Node's, and moves with it`() throws {
        var nodes = try TwoNodes.make(.twoSubnets)
        try nodes.write("pools.yaml", pools("ipipMode: CrossSubnet"))
        try nodes.write("calico.yaml", tunnelAddresses(9))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        guard try nodes.kernelHas("ipip local 192.0.2.250 remote 192.0.2.251") else {
            try expectRefusal(nodes)
            return
        }
        #expect(try nodes.reaches(from: "pod-a", podOf: "b").v4)
        #expect(try nodes.run("a", "ip -o addr show dev tunl0").contains("inet 10.244.1.9/32"))
        // What the host sends to a pod comes from there, and finds back.
        #expect(try nodes.run("a", "ip route get 10.244.2.2").contains("src 10.244.1.9"))
        #expect(try nodes.reaches(from: "a", podOf: "b").v4)
        try nodes.write("calico.yaml", tunnelAddresses(8))
        #expect(try nodes.sync() == "")
        let addresses = try nodes.run("a", "ip -o addr show dev tunl0")
        #expect(addresses.contains("inet 10.244.1.8/32") && !addresses.contains("10.244.1.9"))
        #expect(try nodes.reaches(from: "a", podOf: "b").v4)
    }

    @Test func `the names of FelixConfigurations, too, say how large IP in IP is, and switch it off`() throws
    {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools("ipipMode: Always"))
        try nodes.write("settings.yaml", settings("ipipMTU: 1400"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        if try nodes.kernelHas("ipip local 192.0.2.250 remote 192.0.2.251") {
            #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
            #expect(try nodes.run("a", "ip link show tunl0").contains("mtu 1400"))
        } else {
            try expectRefusal(nodes)
        }
        try nodes.write("settings.yaml", settings("ipipEnabled: false"))
        #expect(try nodes.sync() == "")
        let status = try nodes.gemel("a", "status")
        #expect(status.contains("which FELIX_IPINIPENABLED switches off"), "\(status)")
        #expect(!status.contains("lacking  IP in IP"), "\(status)")
        // The pool wants a tunnel: without it, IPv4 is not sent in plain, and IPv6 goes on.
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == DualStack(v4: false, v6: true))
    }

    private func settings(_ setting: String) -> String {
        """
        apiVersion: projectcalico.org/v3
        kind: FelixConfiguration
        metadata: {name: default}
        spec: {\(setting)}
        """
    }

    /// Everything but IP in IP is as it should be, and the status says why that is not.
    private func expectRefusal(_ nodes: borrowing TwoNodes) throws {
        let status = try nodes.gemel("a", "status")
        #expect(status.contains("lacking  IP in IP: the kernel has none"), "\(status)")
        #expect(status.contains("in sync") && status.contains("ready"), "\(status)")
        #expect(try nodes.run("a", "ip -6 route show proto 103").contains("fd00:10:244:1::/64"))
    }

    /// Only node b's own address is believed, also behind a host endpoint for all interfaces.
    private func expectOthersOut(_ nodes: borrowing TwoNodes) throws {
        try nodes.write(
            "hosts.yaml",
            """
            apiVersion: projectcalico.org/v3
            kind: HostEndpoint
            metadata: {name: node-a}
            spec: {node: node-a, interfaceName: '*'}
            """)
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        try nodes.run(
            "b",
            """
            ip addr add 192.0.2.66/24 dev eth0
            python3 -c 'import socket
            s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 4)
            s.bind(("192.0.2.66", 0)); s.sendto(bytes(40), ("192.0.2.1", 0))'
            """)
        let chain = try nodes.run("a", "sleep 0.1; nft list chain ip gemel tunnel-ends")
        #expect(chain.contains("packets 1 "), "\(chain)")
        try nodes.write("hosts.yaml", "")
        #expect(try nodes.sync() == "")
    }

    private func pools(_ mode: String) -> String {
        """
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: pods-4}
        spec: {cidr: 10.244.0.0/16, \(mode)}
        ---
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: pods-6}
        spec: {cidr: 'fd00:10:244::/48'}
        """
    }

    /// Calico's Nodes, which have an address in the tunnel beside Kubernetes'.
    private func tunnelAddresses(_ last: Int) -> String {
        ["a", "b"].enumerated().map { index, name in
            """
            apiVersion: projectcalico.org/v3
            kind: Node
            metadata: {name: node-\(name)}
            spec: {bgp: {ipv4IPIPTunnelAddr: 10.244.\(index + 1).\(last)}}
            """
        }.joined(separator: "\n---\n")
    }

    private let wrappedOnly = """
        table bridge t {
          chain c { type filter hook forward priority 0; ip daddr 10.244.0.0/16 drop; }
        }
        """
}
