import Addressing
import TestSupport
import Testing

private let all = DualStack(v4: true, v6: true)

/// WireGuard between two nodes: the real one where the kernel has it, and otherwise its refusal.
///
/// `scripts/test-vm` runs this with a kernel that has it.
@Suite(.timeLimit(.minutes(6))) struct WireGuardTests {
    @Test func `WireGuard carries both families where the kernel has it, and is refused in words where not`()
        throws
    {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools)
        try nodes.write("settings.yaml", settings("wireguardEnabled: true, wireguardEnabledV6: true"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        guard try nodes.kernelHas("wireguard") else {
            let status = try nodes.gemel("a", "status")
            for family in IPFamily.allCases {
                #expect(status.contains("lacking  WireGuard for \(family): the kernel has none"), "\(status)")
            }
            #expect(status.contains("in sync") && status.contains("live, ready"), "\(status)")
            // Nobody has a key, and so everybody is reached as without WireGuard.
            #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
            return
        }
        // Before the keys are told, packets go as they did.
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.gemel("a", "status").contains("this node's Node does not have the key"))
        try publishKeys(nodes)
        #expect(try nodes.sync() == "")
        try nodes.run("router", "nft -f - <<'END'\n\(encryptedOnly)\nEND")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        // Host endpoints do not cut it.
        try nodes.write("hosts.yaml", hosts)
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        // The key outlives the agent: other nodes know it.
        let key = try keys(nodes, "a")
        nodes.kill9("a")
        try nodes.start("a")
        #expect(try nodes.sync() == "")
        #expect(try keys(nodes, "a") == key)
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        #expect(try !nodes.gemel("a", "status").contains("does not have the key"))
    }

    @Test func `one family alone is encrypted, then both, then none, and what is not goes in plain`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools)
        try nodes.write("settings.yaml", settings("wireguardEnabledV6: true"))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        guard try nodes.kernelHas("wireguard") else {
            let status = try nodes.gemel("a", "status")
            #expect(status.contains("lacking  WireGuard for IPv6"), "\(status)")
            #expect(!status.contains("WireGuard for IPv4"), "\(status)")
            return
        }
        try publishKeys(nodes)
        #expect(try nodes.sync() == "")
        #expect(try ways(nodes) == DualStack(v4: "eth0", v6: "wg-v6.cali"))
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        try nodes.write(
            "settings.yaml", settings("wireguardEnabled: true, wireguardEnabledV6: true, wireguardMTU: 1380"))
        #expect(try nodes.sync() == "")
        try publishKeys(nodes)
        #expect(try nodes.sync() == "")
        #expect(try ways(nodes) == DualStack(v4: "wireguard.cali", v6: "wg-v6.cali"))
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.run("a", "ip link show wireguard.cali").contains("mtu 1380"))
        try nodes.write("settings.yaml", settings("wireguardEnabled: false"))
        #expect(try nodes.sync() == "")
        #expect(try ways(nodes) == DualStack(v4: "eth0", v6: "eth0"))
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.run("a", "ip -o link show type wireguard") == "")
    }

    @Test func `each family's device has the name, the port and the MTU of its own settings`() throws {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools)
        try nodes.write(
            "settings.yaml",
            settings(
                """
                wireguardEnabled: true, wireguardInterfaceName: wg-four, wireguardListeningPort: 5004,
                wireguardMTU: 1380, wireguardEnabledV6: true, wireguardInterfaceNameV6: wg-six,
                wireguardListeningPortV6: 5006, wireguardMTUV6: 1370
                """))
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        guard try nodes.kernelHas("wireguard") else {
            let status = try nodes.gemel("a", "status")
            for family in IPFamily.allCases { #expect(status.contains("lacking  WireGuard for \(family)")) }
            return
        }
        try publishKeys(nodes)
        #expect(try nodes.sync() == "")
        // What passes between the nodes is to the ports alone.
        try nodes.run("router", "nft -f - <<'END'\n\(encryptedOnly(to: DualStack(v4: 5004, v6: 5006)))\nEND")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try ways(nodes) == DualStack(v4: "wg-four", v6: "wg-six"))
        #expect(try nodes.run("a", "ip link show wg-four").contains("mtu 1380"))
        #expect(try nodes.run("a", "ip link show wg-six").contains("mtu 1370"))
        // A device of another name takes the place of the one before.
        try nodes.write("settings.yaml", settings("wireguardEnabled: true, wireguardEnabledV6: true"))
        #expect(try nodes.sync() == "")
        try publishKeys(nodes)
        #expect(try nodes.sync() == "")
        #expect(try ways(nodes) == DualStack(v4: "wireguard.cali", v6: "wg-v6.cali"))
        let devices = try nodes.run("a", "ip -o link show type wireguard")
        #expect(!devices.contains("wg-four") && !devices.contains("wg-six"), "\(devices)")
    }

    /// The device by which node a reaches the pods of b, by family.
    private func ways(_ nodes: borrowing TwoNodes) throws -> DualStack<String> {
        try DualStack { family in
            let route = try nodes.run(
                "a", "ip route get \(family == .v4 ? "10.244.2.2" : "fd00:10:244:2::2")")
            let words = route.split(separator: " ")
            return words.firstIndex(of: "dev").map { String(words[$0 + 1]) } ?? ""
        }
    }

    /// The public keys of a node, of both families, as its status has them; empty where there is none.
    private func keys(_ nodes: borrowing TwoNodes, _ node: String) throws -> DualStack<String> {
        let text = try nodes.gemel(node, "status --output json")
        return try DualStack { family in
            try command(
                "python3", "-c",
                """
                import json, sys
                end = json.loads(sys.argv[1])["wireGuard"].get("\(family == .v4 ? "ipv4" : "ipv6")")
                print(end["publicKey"] if end else "", end="")
                """, text)
        }
    }

    /// Tells the nodes of each other's keys, as Calico's datastore would.
    private func publishKeys(_ nodes: borrowing TwoNodes) throws {
        for name in ["a", "b"] {
            let keys = try keys(nodes, name)
            try nodes.write(
                "calico-\(name).yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: Node
                metadata: {name: node-\(name)}
                status: {wireguardPublicKey: '\(keys.v4)', wireguardPublicKeyV6: '\(keys.v6)'}
                """)
        }
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
        spec: {node: node-a, interfaceName: eth0}
        """

    private let pools = """
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: pods-4}
        spec: {cidr: 10.244.0.0/16}
        ---
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: pods-6}
        spec: {cidr: 'fd00:10:244::/48'}
        """

    private func encryptedOnly(to port: DualStack<Int>) -> String {
        """
        table bridge t {
          chain c {
            type filter hook forward priority 0
            ip daddr 10.244.0.0/16 drop
            ip6 daddr fd00:10:244::/48 drop
            ip protocol udp udp dport != \(port.v4) drop
            ip6 nexthdr udp udp dport != \(port.v6) drop
          }
        }
        """
    }

    private let encryptedOnly = """
        table bridge t {
          chain c {
            type filter hook forward priority 0
            ip daddr 10.244.0.0/16 drop
            ip6 daddr fd00:10:244::/48 drop
          }
        }
        """
}
