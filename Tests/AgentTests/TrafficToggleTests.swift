import Addressing
import Glibc
import TestSupport
import Testing

/// Parameters of NAT and of refreshing, by what becomes of packets and of what the kernel holds.
@Suite(.timeLimit(.minutes(1))) struct TrafficToggleTests {
    @Test func `natOutgoing hides workloads behind the address, the ports and on the interfaces it is told`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            let machine = try Machine.make()
            try node.write("pools.yaml", pool("v4", "10.65.0.0/16") + "\n---\n" + pool("v6", "fd00::/64"))
            try node.configure("")
            let agent = try node.start()
            let hidden = DualStack(v4: "198.51.100.7", v6: "2001:db8:5::7")
            let ports = "2000-2001"
            let cases: [(settings: String, source: DualStack<String>, ports: String)] = [
                ("", Machine.nodes, "1024-65535"),
                (
                    "NATOutgoingAddress = \(hidden.v4)\nNATOutgoingAddressIPv6 = \(hidden.v6)\n", hidden,
                    "1024-65535"
                ),
                ("NATPortRange = 2000:2001\n", Machine.nodes, ports),
                ("IptablesNATOutgoingInterfaceFilter = ext+\n", Machine.nodes, "1024-65535"),
                (
                    "IptablesNATOutgoingInterfaceFilter = up0\n", DualStack(v4: "10.65.0.1", v6: "fd00::1"),
                    "1024-65535"
                ),
            ]
            for (settings, source, ports) in cases {
                try node.configure(settings)
                #expect(try node.sync() == "")
                try watch(machine, for: source, ports)
                _ = try node.answers("web", Machine.own, port: 80)
                #expect(try seen(machine) == .both, "\(settings)")
            }
            _ = consume agent
        }
    }

    @Test func `NATOutgoingExclusions leaves what goes to nodes as it is`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            let machine = try Machine.make()
            try node.write("pools.yaml", pool("v4", "10.65.0.0/16") + "\n---\n" + pool("v6", "fd00::/64"))
            try node.write(
                "node-b.yaml",
                """
                apiVersion: v1
                kind: Node
                metadata: {name: node-b}
                status: {addresses: [{type: InternalIP, address: \(Machine.own.v4)}, {type: InternalIP, address: '\(Machine.own.v6)'}]}
                """)
            try node.configure("")
            let agent = try node.start()
            let own = DualStack(v4: "10.65.0.1", v6: "fd00::1")
            for (exclusions, source) in [("IPPoolsOnly", Machine.nodes), ("IPPoolsAndHostIPs", own)] {
                try node.configure("NATOutgoingExclusions = \(exclusions)\n")
                #expect(try node.sync() == "")
                try watch(machine, for: source, "1024-65535")
                _ = try node.answers("web", Machine.own, port: 80)
                #expect(try seen(machine) == .both, "\(exclusions)")
            }
            _ = consume agent
        }
    }

    @Test func `routes and interfaces that somebody has changed are mended after the refresh interval`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.configure("RouteRefreshInterval = 0\nInterfaceRefreshInterval = 0\n")
            let agent = try node.start()
            #expect(try node.sync() == "")
            let interface = try command("sh", "-c", "ip -o link | grep -o 'cali[0-9a-f]*'").dropLast()
            let proxies = ["net.ipv4.conf.\(interface).proxy_arp", "net.ipv6.conf.\(interface).proxy_ndp"]
            try command("sh", "-c", "ip route flush proto 103; ip -6 route flush proto 103")
            for proxy in proxies { try command("sysctl", "-qw", "\(proxy)=0") }
            // Nobody tells of such a change, and without an interval nobody asks.
            #expect(try node.sync() == "")
            #expect(try command("sh", "-c", "ip route show proto 103; ip -6 route show proto 103") == "")
            try node.configure("RouteRefreshInterval = 0.05\nInterfaceRefreshInterval = 0.05\n")
            try eventually {
                try command("ip", "route", "show", "proto", "103").contains("10.65.0.1")
                    && command("ip", "-6", "route", "show", "proto", "103").contains("fd00::1")
                    && proxies.allSatisfy { try command("sysctl", "-n", $0) == "1\n" }
            }
            _ = consume agent
        }
    }

    @Test func `the rules are read back after the refresh interval if anybody has written`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            node.variables = [
                "FELIX_PROMETHEUSMETRICSENABLED": "true", "FELIX_PROMETHEUSMETRICSHOST": "127.0.0.1",
            ]
            try node.configure("NftablesRefreshInterval = 0.05\n")
            let agent = try node.start()
            #expect(try node.sync() == "")
            // Once what was written is read back, nobody writes, and nothing is read.
            try eventually {
                let before = try listings()
                usleep(300_000)
                return try listings() == before
            }
            let quiet = try listings()
            usleep(1_000_000)
            #expect(try listings() == quiet)
            for round in 1...3 {
                let before = try listings()
                try command("nft", "add table ip other\(round)")
                let written = try generation()
                try eventually { try listings() > before }
                #expect(try generation() == written)
            }
            _ = consume agent
        }
    }

    /// Waits for what comes by itself.
    private func eventually(_ holds: () throws -> Bool) throws {
        for _ in 0..<300 {
            if try holds() { return }
            usleep(20_000)
        }
        Issue.record("it has not come")
    }

    /// How often tables were read whole, as the agent's metrics have it.
    private func listings() throws -> Int {
        let page = try command(
            "bash", "-c",
            #"exec 3<>/dev/tcp/127.0.0.1/9091 && printf 'GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n' >&3 && cat <&3"#
        )
        return try #require(page.firstMatch(of: #/\nfelix_nft_list_calls (\d+)/#).flatMap { Int($0.1) })
    }

    private func pool(_ name: String, _ block: String) -> String {
        """
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: \(name)}
        spec: {cidr: '\(block)', natOutgoing: true}
        """
    }

    /// Has the machine count what comes from `source` and one of `ports`, from now on.
    private func watch(_ machine: borrowing Machine, for source: DualStack<String>, _ ports: String) throws {
        try machine.run(
            """
            nft -f - <<'END'
            table inet seen
            delete table inet seen
            table inet seen {
                counter v4 {}
                counter v6 {}
                chain in {
                    type filter hook prerouting priority 0
                    ip saddr \(source.v4) tcp dport 80 tcp sport \(ports) counter name v4
                    ip6 saddr \(source.v6) tcp dport 80 tcp sport \(ports) counter name v6
                }
            }
            END
            """)
    }

    /// Whether anything was counted, by family.
    private func seen(_ machine: borrowing Machine) throws -> DualStack<Bool> {
        let counters = try machine.run("nft list counters")
        return try DualStack { family in
            let name = family == .v4 ? "v4" : "v6"
            let packets = try Regex("counter \(name) \\{\\s*packets (\\d+)")
            return try #require(counters.firstMatch(of: packets)?.output[1].substring) != "0"
        }
    }
}
