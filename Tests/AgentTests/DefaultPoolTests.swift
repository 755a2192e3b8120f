import Addressing
import Glibc
import TestSupport
import Testing

/// Pools that only the environment of the agent has, as calico/node's has them.
@Suite(.timeLimit(.minutes(2))) struct DefaultPoolTests {
    private static let blocks = [
        "CALICO_IPV4POOL_CIDR": "10.65.0.0/16", "CALICO_IPV6POOL_CIDR": "fd00:65::/48",
    ]

    /// Starts an agent with `variables`, of which the plugin is not told.
    private func start(_ variables: [String: String], _ node: inout Node) throws -> Program {
        node.variables = variables
        let agent = try node.start()
        _ = try node.sync()
        node.variables = [:]
        return agent
    }

    @Test func `a pod has addresses of both pools, and reaches with both whoever knows nothing of them`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            try ip("addr add 2001:db8::1/64 dev up0 nodad && ip route add default via 2001:db8::254")
            let agent = try start(Self.blocks, &node)
            let outside = try Container("o1")
            try command("ip", "link", "set", "up1", "netns", outside.namespace)
            try outside.run(
                """
                ip link set lo up && ip link set up1 up
                ip addr add 192.0.2.254/24 dev up1 && ip addr add 2001:db8::254/64 dev up1 nodad
                """)
            let web = try Container("c1")
            let answer = try node.plugin("ADD", web, pod: "web")
            #expect(answer.status == 0, "\(answer.output)")
            let addresses = try web.addresses()
            #expect(addresses.count == 2)
            #expect(
                addresses.first?.hasPrefix("10.65.") == true && addresses.last?.hasPrefix("fd00:65:") == true)
            #expect(try web.reaches("192.0.2.254"))
            #expect(try web.reaches("2001:db8::254"))
            let status = try node.status()
            #expect(
                status.contains(
                    "default-ipv4-ippool 10.65.0.0/16: outside with the node's address (by default for IPv4)")
            )
            #expect(
                status.contains("fd00:65::/48: outside with the node's address (by default for unique-local"))
            _ = consume agent
        }
    }

    @Test(arguments: [
        ["CALICO_IPV6POOL_CIDR": "fd00:65::/123"], ["CALICO_IPV4POOL_CIDR": "fd00:65::/48"],
        ["CALICO_IPV6POOL_BLOCK_SIZE": "129"], ["NO_DEFAULT_POOLS": "true"],
    ])
    func `with settings that cannot be nobody gets half of what was meant, and all say why`(
        wrong: [String: String]
    ) throws {
        try withNetworkNamespace {
            var node = try Node.make()
            let agent = try start(Self.blocks.merging(wrong) { $1 }, &node)
            let web = try Container("c1")
            let answer = try node.plugin("ADD", web, pod: "web")
            #expect(answer.output.contains(#""code":7"#), "\(answer.output)")
            let name = try #require(wrong.keys.first?.replacing("CALICO_", with: ""))
            #expect(answer.output.contains(name))
            #expect(try node.status().contains(name))
            _ = consume agent
        }
    }

    @Test func `a pool that comes as a resource takes the place of its family's, and gives it back`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            let agent = try start(Self.blocks, &node)
            try node.write(
                "pool.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: IPPool
                metadata: {name: own}
                spec: {cidr: 'fd00:77::/48'}
                """)
            #expect(try node.sync() == "")
            #expect(
                try node.status().contains("own fd00:77::/48: outside with their own addresses (its IPPool"))
            #expect(try node.status().contains("default-ipv6-ippool") == false)
            let web = try Container("c1")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            #expect(try web.addresses().last?.hasPrefix("fd00:77:") == true)
            #expect(try web.addresses().first?.hasPrefix("10.65.") == true)
            try command("rm", "\(node.folder)/state/pool.yaml")
            #expect(try node.sync() == "")
            #expect(try node.status().contains("default-ipv6-ippool fd00:65::/48"))
            _ = consume agent
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a family that is off by the agent's environment alone is given to no pod`(off: IPFamily) throws {
        try withNetworkNamespace {
            var node = try Node.make()
            let name = "FELIX_IPV\(off.rawValue)SUPPORT"
            let agent = try start(Self.blocks.merging([name: "false"]) { $1 }, &node)
            let web = try Container("c1")
            let answer = try node.plugin("ADD", web, pod: "web")
            #expect(answer.status == 0, "\(answer.output)")
            #expect(try web.addresses().map { $0.contains(":") } == [off == .v4])
            _ = consume agent
        }
    }
}
