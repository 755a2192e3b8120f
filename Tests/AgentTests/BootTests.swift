import Addressing
import Glibc
import TestSupport
import Testing

/// `gemeld --boot`: the rules of a node whose network is not up yet.
@Suite(.timeLimit(.minutes(1))) struct BootTests {
    @Test func `a node that starts has its last rules before its agent, which then writes none of them`()
        throws
    {
        try withNetworkNamespace {
            let node = try makeNode()
            try runOnce(node)
            #expect(try boot(node) == 0)
            try expectPolicy(node)
            // Everything about the rules but their owner.
            let handles = try rules()
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try rules() == handles)
            try expectPolicy(node)
            #expect(throws: CommandFailure.self) { try command("/usr/sbin/nft", "add chain ip gemel x") }
            _ = consume agent
        }
    }

    @Test func `files that are bad or not there when a node starts hold as they last were`() throws {
        try withNetworkNamespace {
            let node = try makeNode()
            try runOnce(node)
            try node.write("policy.yaml", "{")
            #expect(try boot(node) == 0)
            try expectPolicy(node)
            try forgetRules()
            try command("mv", "\(node.folder)/state", "\(node.folder)/elsewhere")
            #expect(try boot(node) == 0)
            try expectPolicy(node)
        }
    }

    @Test func `a copy that is damaged, of a file that is not there, leaves workloads closed`() throws {
        try withNetworkNamespace {
            let node = try makeNode()
            try runOnce(node)
            try command("mv", "\(node.folder)/state", "\(node.folder)/elsewhere")
            try command("sh", "-c", "echo '#' >> '\(try copy(of: "policy.yaml", node))'")
            #expect(try boot(node) == 78)
            #expect(
                try log(node).contains(
                    "workloads' interfaces are closed until the agent starts: policy.yaml: "
                        + "the copy of its last good content is damaged"))
            try expectClosed(node)
        }
    }

    @Test func `settings that cannot be gone by leave workloads closed, by the names that are understood`()
        throws
    {
        try withNetworkNamespace {
            var node = try makeNode()
            try runOnce(node)
            node.variables = ["FELIX_FELIXHOSTNAME": "a b", "FELIX_INTERFACEPREFIX": "cali,tap"]
            #expect(try boot(node) == 78)
            #expect(try log(node).contains("FELIX_FELIXHOSTNAME is `a b`"))
            try expectClosed(node)
            for family in ["ip", "ip6"] {
                #expect(try command("/usr/sbin/nft", "list", "table", family, "gemel").contains("\"tap*\""))
            }
            var agent = try node.start()
            #expect(agent.wait() >> 8 == 78)
            try expectClosed(node)
        }
    }

    @Test func `a node that never had an agent starts with its workloads closed`() throws {
        try withNetworkNamespace {
            let node = try makeNode()
            try command("sh", "-c", "rm \(node.folder)/state/*")
            #expect(try boot(node) == 0)
            try expectClosed(node)
        }
    }

    @Test func `rules that are there already stay as they are, whoever owns them`() throws {
        try withNetworkNamespace {
            let node = try makeNode()
            var agent = try node.start()
            #expect(try node.sync() == "")
            let before = try (generation(), rules())
            #expect(try boot(node) == 0)
            agent.end(SIGKILL)
            try node.write("policy.yaml", "{")
            #expect(try boot(node) == 0)
            #expect(try (generation(), rules()) == before)
        }
    }

    @Test
    func `a host endpoint known by its address alone is guarded at boot, if an interface has that already`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            try ip("addr add 2001:db8::1/64 dev up0 nodad")
            try node.addPod("outside", 9)
            try node.leadOutside(to: "outside")
            let addresses = DualStack(v4: "192.0.2.1", v6: "2001:db8::1")
            #expect(try node.answers("outside", addresses, port: 80) == .both)
            try node.write(
                "host.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: HostEndpoint
                metadata: {name: four}
                spec: {node: node-a, expectedIPs: [192.0.2.1, '2001:db8::1']}
                """)
            #expect(try boot(node) == 0)
            #expect(try node.answers("outside", addresses, port: 80) == .neither)
            // A failsafe port.
            #expect(try node.answers("outside", addresses, port: 22) == .both)
        }
    }

    /// A node with two pods, of which `web` may be reached at port 80 alone.
    private func makeNode() throws -> Node {
        var node = try Node.make()
        try node.addPod("web", 1)
        try node.addPod("client", 2)
        try node.write(
            "policy.yaml",
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web, namespace: shop}
            spec: {podSelector: {matchLabels: {app: web}}, ingress: [{ports: [{port: 80}]}]}
            """)
        return node
    }

    /// Has an agent bring the node into force and keep what was good; then the node is as it was but for its rules,
    /// which do not outlive a reboot.
    private func runOnce(_ node: borrowing Node) throws {
        var agent = try node.start()
        #expect(try node.sync() == "")
        let last = "\(node.folder)/cache/last-good\(node.folder)/state/policy.yaml"
        try command("timeout", "10", "sh", "-c", "until [ -e '\(last)' ]; do sleep 0.01; done")
        usleep(100_000)
        agent.end(SIGTERM)
        try forgetRules()
    }

    private func forgetRules() throws { try command("/usr/sbin/nft", "flush", "ruleset") }

    private func copy(of file: String, _ node: borrowing Node) throws -> String {
        "\(node.folder)/cache/last-good\(node.folder)/state/\(file)"
    }

    /// The exit status.
    private func boot(_ node: borrowing Node) throws -> Int32 {
        var program = try node.start("--boot")
        return program.wait() >> 8
    }

    private func log(_ node: borrowing Node) throws -> String { try command("cat", "\(node.folder)/log") }

    private func expectPolicy(_ node: borrowing Node) throws {
        let address = DualStack(v4: "10.65.0.1", v6: "fd00::1")
        #expect(try node.answers("client", address, port: 80) == .both)
        #expect(try node.answers("client", address, port: 81) == .neither)
    }

    private func expectClosed(_ node: borrowing Node) throws {
        #expect(try node.answers("client", DualStack(v4: "10.65.0.1", v6: "fd00::1"), port: 80) == .neither)
    }

    /// All rules with their handles, without the lines that name a table's owner or what was counted.
    private func rules() throws -> [String] {
        try ["ip", "ip6", "arp"].flatMap { family in
            try command("/usr/sbin/nft", "-a", "list", "table", family, "gemel").split(separator: "\n")
                .dropFirst()
                .filter { !$0.contains("flags") && !$0.contains("progname") }
                .map { String($0).replacing(#/packets \d+ bytes \d+/#, with: "") }
        }
    }
}
