import Glibc
import TestSupport
import Testing

/// The node's own addresses, as the status shows them.
@Suite(.timeLimit(.minutes(1))) struct NodeAddressTests {
    @Test func `addresses are followed as they come and go, each family by itself`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            node.variables = ["IP": "autodetect", "IP6_AUTODETECTION_METHOD": "skip-interface=up1"]
            try ip("-6 addr flush dev up0 scope global")
            try ip("addr add 192.0.2.99/32 dev up0 noprefixroute")
            try ip("addr add 2001:db8::9/64 dev up1 nodad")
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try statusComes(to: "node     192.0.2.1/24 on up0 (first-found)", node))
            #expect(try statusComes(to: "node     no IPv6 address: no interface has one that is fit", node))
            try ip("addr add 2001:db8::1/64 dev up0 nodad")
            #expect(try statusComes(to: "node     2001:db8::1/64 on up0 (skip-interface=up1)", node))
            try ip("addr add 2001:db8::2/64 dev up0 nodad && ip addr add 198.51.100.1/24 dev up0")
            try ip("addr del 192.0.2.1/24 dev up0")
            #expect(try statusComes(to: "node     198.51.100.1/24 on up0 (first-found)", node))
            #expect(try statusComes(to: "node     2001:db8::1/64 on up0", node))
            _ = consume agent
        }
    }

    @Test func `the address of one family is found by a method, while that of the other is given`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            node.variables = [
                "IP": "autodetect", "IP_AUTODETECTION_METHOD": "cidr=198.51.100.0/24",
                "IP6": "2001:db8::7/64",
            ]
            try ip("addr add 198.51.100.1/24 dev up1 && ip addr add 2001:db8::9/64 dev up1 nodad")
            try ip("addr add 2001:db8::7/64 dev up1 nodad")
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try statusComes(to: "node     198.51.100.1/24 on up1 (cidr=198.51.100.0/24)", node))
            #expect(try statusComes(to: "node     2001:db8::7/64 on up1", node))
            _ = consume agent
        }
    }

    /// Whether the status has `text` within some seconds.
    private func statusComes(to text: String, _ node: borrowing Node) throws -> Bool {
        for _ in 0..<100 {
            if try node.status().contains(text) { return true }
            usleep(50_000)
        }
        Issue.record("\(try node.status())")
        return false
    }
}
