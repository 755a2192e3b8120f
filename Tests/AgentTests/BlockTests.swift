import Addressing
import Glibc
import TestSupport
import Testing

/// The blocks that the plugin claims, as the agent and other nodes learn of them.
@Suite(.timeLimit(.minutes(2))) struct BlockTests {
    /// Pools whose blocks have two addresses.
    private let small = """
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: four}
        spec: {cidr: 10.65.0.0/24, blockSize: 31}
        ---
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: six}
        spec: {cidr: 'fd00:65::/120', blockSize: 127}
        """

    /// The blocks that lead nowhere but to their pods, IPv4 first.
    private func blackholes() throws -> [String] {
        try ip("route show type blackhole; ip -6 route show type blackhole").split(separator: "\n").map {
            $0.split(separator: " ")[1].description
        }
    }

    private func claims(_ node: borrowing Node) throws -> [String] {
        try command("sh", "-c", "sed -n 's/^  cidr: //p' '\(node.folder)'/state/ipam/*.yaml | tr -d '\"'")
            .split(separator: "\n").map(String.init)
    }

    @Test func `a packet to an address of the node's blocks that nobody has goes nowhere, in both families`()
        throws
    {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            #expect(try node.sync() == "")
            let blocks = try claims(node)
            #expect(blocks.map { $0.contains(":") } == [false, true])
            #expect(try blackholes() == blocks)
            #expect(try node.plugin("DEL", web, pod: "web").status == 0)
            #expect(try node.sync() == "")
            // The node's last block of a pool stays: its next pod is at once where others look for it.
            #expect(try blackholes() == blocks)
            _ = consume agent
        }
    }

    @Test func `blocks are told of as they are claimed, and not any more when they are given back`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", small)
            let agent = try node.start()
            let pods = (1...3).map { number in "c\(number)" }
            var counts: [Int] = []
            let network = Node.network().replacing(
                #""type": "gemel-cni", "ipam""#, with: #""type": "bridge", "ipam""#)
            for pod in pods {
                #expect(try node.plugin("ADD", Container(pod), network).status == 0)
                counts.append(try claims(node).count)
            }
            for pod in pods.reversed() {
                #expect(try node.plugin("DEL", Container(pod), network).status == 0)
                #expect(try node.sync() == "")
                #expect(try blackholes().count == claims(node).count)
                counts.append(try claims(node).count)
            }
            // Two blocks of each family; the second goes back as soon as the first has room for half of it.
            #expect(counts == [2, 2, 4, 4, 2, 2])
            _ = consume agent
        }
    }

    @Test func `blocks that others know from the Node are not told of again`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            try node.write(
                "node.yaml",
                """
                apiVersion: v1
                kind: Node
                metadata: {name: node-a}
                spec: {podCIDRs: [10.65.7.0/24, 'fd00:65:0:7::/64']}
                """)
            let agent = try node.start()
            let web = try Container("c1")
            let ranges = #", "ranges": [[{"subnet": "usePodCidr"}], [{"subnet": "usePodCidrIPv6"}]]}"#
            let network = Node.network().replacing(
                #""ipam": {"type": "gemel-cni"}"#, with: #""ipam": {"type": "gemel-cni""# + ranges)
            let answer = try node.plugin("ADD", web, pod: "web", network)
            #expect(answer.status == 0, "\(answer.output)")
            #expect(try node.sync() == "")
            #expect(try command("ls", "\(node.folder)/state").contains("ipam") == false)
            #expect(try blackholes() == ["10.65.7.0/24", "fd00:65:0:7::/64"])
            _ = consume agent
        }
    }

    @Test func `what one that was killed has not told of is told of at the next change`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            let api = try Container("c2")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            let blocks = try claims(node)
            try command(
                "sh", "-c", "cd '\(node.folder)'/state/ipam && rm 10*.yaml && cp fd*.yaml 10-9-9-0-26.yaml")
            #expect(try node.plugin("ADD", api, pod: "api").status == 0)
            #expect(try claims(node) == blocks)
            _ = consume agent
        }
    }
}
