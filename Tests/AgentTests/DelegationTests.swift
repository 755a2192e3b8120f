import Addressing
import Glibc
import TestSupport
import Testing

/// Addresses by plugins of others, which Debian has in `/usr/lib/cni`.
@Suite(.timeLimit(.minutes(2))) struct DelegationTests {
    private func network(_ ipam: String, more: String = "") -> String {
        Node.network(more).replacing(#""ipam": {"type": "gemel-cni"}"#, with: #""ipam": \#(ipam)"#)
    }

    /// A section for `host-local` with blocks of both families.
    private func hostLocal(
        _ node: borrowing Node, four: String = "10.65.3.0/24", six: String = "fd00:65:0:3::/64"
    ) -> String {
        #"""
        {"type": "host-local", "dataDir": "\#(node.folder)/host-local",
         "ranges": [[{"subnet": "\#(four)"}], [{"subnet": "\#(six)"}]]}
        """#
    }

    /// The addresses that host-local has given.
    private func held(_ node: borrowing Node) throws -> [String] {
        try command("sh", "-c", "ls '\(node.folder)'/host-local/pods 2>/dev/null | grep -v l || true")
            .split(separator: "\n").map(String.init)
    }

    @Test func `host-local gives addresses of both families, and has them back`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            let agent = try node.start()
            let web = try Container("c1")
            let client = try Container("c2")
            let network = network(hostLocal(node))
            let answer = try node.plugin("ADD", web, pod: "web", network)
            #expect(answer.status == 0, "\(answer.output)")
            #expect(try node.plugin("ADD", client, pod: "client", network).status == 0)
            #expect(try web.addresses() == ["10.65.3.2/32", "fd00:65:0:3::2/128"])
            #expect(try client.reaches("10.65.3.2"))
            #expect(try client.reaches("fd00:65:0:3::2"))
            #expect(try held(node).count == 4)
            let known = self.network(hostLocal(node), more: ", \"prevResult\": \(answer.output)")
            #expect(try node.plugin("CHECK", web, pod: "web", known).output == "")
            for _ in 0..<2 { #expect(try node.plugin("DEL", web, pod: "web", network).status == 0) }
            #expect(try held(node) == ["10.65.3.3", "fd00:65:0:3::3"])
            #expect(try node.plugin("CHECK", client, pod: "client", known).output.contains(#""code":103"#))
            _ = consume agent
        }
    }

    @Test func `the node's own blocks are named to a plugin that knows only blocks`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write(
                "node.yaml",
                """
                apiVersion: v1
                kind: Node
                metadata: {name: node-a}
                spec: {podCIDRs: ['fd00:65:0:9::/64', 10.65.9.0/24]}
                """)
            let agent = try node.start()
            let web = try Container("c1")
            let network = network(hostLocal(node, four: "usePodCidr", six: "usePodCidrIPv6"))
            let answer = try node.plugin("ADD", web, pod: "web", network)
            #expect(answer.status == 0, "\(answer.output)")
            #expect(answer.output.contains(#""ips":[{"address":"fd00:65:0:9::2/128""#), "\(answer.output)")
            #expect(try web.addresses() == ["10.65.9.2/32", "fd00:65:0:9::2/128"])
            try command("rm", "\(node.folder)/state/node.yaml")
            #expect(try node.plugin("DEL", web, pod: "web", network).status == 0)
            #expect(try held(node).isEmpty)
            _ = consume agent
        }
    }

    @Test(arguments: [("10.65.3.0/24", "fd00:65::/127"), ("10.65.3.0/30", "fd00:65:0:3::/64")])
    func `where one family is used up the other is given back`(four: String, six: String) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            let agent = try node.start()
            let network = network(hostLocal(node, four: four, six: six))
            let first = try Container("c1")
            var answer = try node.plugin("ADD", first, pod: "first", network)
            if answer.status == 0 {
                let second = try Container("c2")
                answer = try node.plugin("ADD", second, pod: "second", network)
            }
            #expect(answer.status == 1)
            #expect(answer.output.contains("host-local has not done ADD"), "\(answer.output)")
            let left = try held(node)
            #expect(
                left.count(where: { $0.contains(":") }) == left.count(where: { $0.contains(".") }), "\(left)")
            _ = consume agent
        }
    }

    @Test func `what host-local gave is given back where ADD fails later`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            let web = try Container("c1")
            let network = network(hostLocal(node), more: #", "policy_setup_timeout_seconds": 1"#)
            let answer = try node.plugin("ADD", web, pod: "web", network)
            #expect(answer.output.contains(#""code":102"#), "\(answer.output)")
            #expect(try held(node).isEmpty)
            #expect(try ip("-o link").contains("cali") == false)
        }
    }

    @Test func `static gives the addresses and routes that are written`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            let agent = try node.start()
            let web = try Container("c1")
            let section = """
                {"type": "static", "addresses": [{"address": "10.65.4.9/24"}, {"address": "fd00:65:0:4::9/64"}],
                 "routes": [{"dst": "192.0.2.0/24"}, {"dst": "2001:db8::/32"}]}
                """
            let answer = try node.plugin("ADD", web, pod: "web", network(section))
            #expect(answer.status == 0, "\(answer.output)")
            #expect(try web.addresses() == ["10.65.4.9/32", "fd00:65:0:4::9/128"])
            let routes = try web.run("ip route; ip -6 route")
            #expect(
                routes.contains("192.0.2.0/24 via 169.254.1.1") && routes.contains("2001:db8::/32 via fe80::")
            )
            #expect(!routes.contains("default"), "\(routes)")
            _ = consume agent
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `routes of one family take nothing from the other`(family: IPFamily) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            let block = family == .v4 ? "10.65.0.0/16" : "fd00:65::/48"
            let section = #"{"type": "gemel-cni", "routes": [{"dst": "\#(block)"}]}"#
            let answer = try node.plugin("ADD", web, pod: "web", network(section))
            #expect(answer.status == 0, "\(answer.output)")
            let routes = try DualStack { try web.run("ip -\($0.rawValue) route") }
            #expect(routes[family].contains("\(block) via") && !routes[family].contains("default"))
            #expect(routes[family == .v4 ? .v6 : .v4].contains("default via"))
            let known = network(section, more: ", \"prevResult\": \(answer.output)")
            #expect(try node.plugin("CHECK", web, pod: "web", known).output == "")
            try web.run("ip route del \(block)")
            #expect(
                try node.plugin("CHECK", web, pod: "web", known).output.contains("route to \(block) is gone"))
            let all = network(section, more: #", "include_default_routes": true"#)
            let api = try Container("c2")
            #expect(try node.plugin("ADD", api, pod: "api", all).status == 0)
            #expect(try api.run("ip -\(family.rawValue) route").contains("default via"))
            _ = consume agent
        }
    }

    @Test func `a plugin that is not there is told of by its name, and by where it was looked for`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            let web = try Container("c1")
            for type in ["nobody", "../bin/sh", ""] {
                let answer = try node.plugin("ADD", web, pod: "web", network(#"{"type": "\#(type)"}"#))
                #expect(answer.output.contains(#""code":7"#), "\(answer.output)")
                #expect(answer.output.contains("/usr/lib/cni"), "\(answer.output)")
            }
        }
    }
}
