import Addressing
import Glibc
import TestSupport
import Testing

/// Parameters that shape the enforcement of policy, by what becomes of packets.
@Suite(.timeLimit(.minutes(1))) struct PolicyToggleTests {
    @Test func `DefaultEndpointToHostAction decides on what workloads send to their host`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try command("ip", "addr", "add", "2001:db8::1/64", "dev", "up0", "nodad")
            try node.addPod("web", 1)
            let host = DualStack(v4: "192.0.2.1", v6: "2001:db8::1")
            try node.configure("")
            let agent = try node.start()
            for (action, expected) in [("", false), ("Accept", true), ("Drop", false), ("Return", true)] {
                try node.configure("DefaultEndpointToHostAction = \(action)\n")
                #expect(try node.sync() == "")
                #expect(try node.answers("web", host, port: 80) == DualStack { _ in expected }, "\(action)")
            }
            // Return leaves it to the host's own rules, where Accept leaves it to nobody in these tables.
            try command(
                "/usr/sbin/nft",
                "add table inet host; add chain inet host in { type filter hook input priority 1; }; "
                    + "add rule inet host in iifname \"cali*\" drop")
            #expect(try node.answers("web", host, port: 80) == .neither)
            _ = consume agent
        }
    }

    @Test func `a deny action of Reject answers where Drop is silent, and lets nothing through`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("db", 2)
            try node.write(
                "deny.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: GlobalNetworkPolicy
                metadata: {name: deny}
                spec: {selector: app == 'db', types: [Ingress], ingress: [{action: Deny}]}
                """)
            try node.configure("")
            let agent = try node.start()
            let settings = [
                ("", false), ("NftablesFilterDenyAction = REJECT\n", true),
                ("IptablesFilterDenyAction = Reject\nNftablesFilterDenyAction = Drop\n", false),
                ("IptablesFilterDenyAction = Reject\n", true),
            ]
            let before = try received(node.process("db"))
            for (settings, isTold) in settings {
                try node.configure(settings)
                #expect(try node.sync() == "")
                let known = try unreachable(node.process("web"))
                _ = try node.reaches("web", 2)
                let told = try unreachable(node.process("web"))
                #expect(DualStack { told[$0] > known[$0] } == DualStack { _ in isTold }, "\(settings)")
            }
            #expect(try received(node.process("db")) == before)
            _ = consume agent
        }
    }

    @Test func `what Log rules write, and how often, is what the settings say`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.write(
                "log.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: GlobalNetworkPolicy
                metadata: {name: log}
                spec: {selector: app == 'web', types: [Ingress], ingress: [{action: Log}, {action: Allow}]}
                """)
            try node.configure("")
            let agent = try node.start()
            let cases = [
                ("", #"log prefix "calico-packet: ""#, nil),
                ("LogPrefix = %t says\n", #"log prefix "default says: ""#, nil),
                (
                    "LogActionRateLimit = 5/minute\nLogActionRateLimitBurst = 7\n",
                    #"log prefix "calico-packet: ""#,
                    "limit rate 5/minute burst 7 packets"
                ),
            ]
            for (settings, prefix, limit) in cases {
                try node.configure(settings)
                #expect(try node.sync() == "")
                // What the kernel would write it does not write for a namespace: what it holds is what there is to see.
                for family in ["ip", "ip6"] {
                    let rules = try command("/usr/sbin/nft", "list", "table", family, "gemel")
                    let rule = rules.split(separator: "\n").first { $0.contains(" log prefix ") } ?? ""
                    #expect(
                        rule.contains(prefix) && rule.contains("limit rate") == (limit != nil),
                        "\(settings): \(rule)")
                    if let limit { #expect(rule.contains(limit), "\(rule)") }
                }
            }
            _ = consume agent
        }
    }

    @Test func `an interface is a workload's by its prefix, and blocked where no manifest names it`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            let machine = try Machine.make()
            try node.configure("")
            let agent = try node.start()
            for (prefixes, expected) in [("cali", true), ("cali,ext", false), ("", true)] {
                try node.configure("InterfacePrefix = \(prefixes)\n")
                #expect(try node.sync() == "")
                #expect(
                    try isAnswered(from: machine.process, Machine.nodes, port: 80)
                        == DualStack { _ in expected },
                    "\(prefixes)")
            }
            _ = consume agent
        }
    }

    @Test
    func `failsafe ports stay open in both directions, for the peers of their blocks and of either family`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            let machine = try Machine.make()
            try node.write(
                "host.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: HostEndpoint
                metadata: {name: host}
                spec: {node: node-a, interfaceName: ext0}
                """)
            try node.configure("")
            let agent = try node.start()
            let inbound = { (port: Int) in try isAnswered(from: machine.process, Machine.nodes, port: port) }
            let outbound = { (port: Int) in try isAnswered(Machine.own, port: port) }
            #expect(try node.sync() == "")
            #expect(try inbound(22) == .both && inbound(8080) == .neither)
            #expect(try outbound(179) == .both && outbound(8080) == .neither)
            try node.configure(
                """
                FailsafeInboundHostPorts = tcp:8080,tcp:198.51.100.0/24:81,tcp:[2001:db8:5::/64]:82,tcp:[fd01::/64]:83
                FailsafeOutboundHostPorts = tcp:8080
                """)
            #expect(try node.sync() == "")
            #expect(try inbound(22) == .neither && inbound(8080) == .both)
            #expect(try inbound(81) == DualStack(v4: true, v6: false))
            #expect(try inbound(82) == DualStack(v4: false, v6: true))
            #expect(try inbound(83) == .neither)
            #expect(try outbound(179) == .neither && outbound(8080) == .both)
            try node.configure("FailsafeInboundHostPorts = none\nFailsafeOutboundHostPorts = none\n")
            #expect(try node.sync() == "")
            #expect(try inbound(22) == .neither && outbound(179) == .neither)
            _ = consume agent
        }
    }

    /// How many segments of TCP of either family a namespace has taken in.
    private func received(_ process: pid_t) throws -> Int {
        try number("Tcp:", 10, in: "/proc/\(process)/net/snmp")
    }

    /// How many messages that something cannot be reached a namespace has got, by family.
    private func unreachable(_ process: pid_t) throws -> DualStack<Int> {
        DualStack(
            v4: try number("Icmp:", 4, in: "/proc/\(process)/net/snmp"),
            v6: try number("Icmp6InDestUnreachs", 1, in: "/proc/\(process)/net/snmp6"))
    }

    /// The number behind a word of the last line that begins with `name`: proc(5).
    private func number(_ name: String, _ place: Int, in path: String) throws -> Int {
        let lines = try command("cat", path).split(separator: "\n").filter { $0.hasPrefix(name) }
        let words = lines.last?.split(whereSeparator: \.isWhitespace) ?? []
        return try #require(words.indices.contains(place) ? Int(words[place]) : nil)
    }
}
