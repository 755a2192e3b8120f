import Addressing
import Calculation
import NodeNetworking
import Resources
import Routing
import Testing

extension ClusterRoutesTests {
    @Test(arguments: IPFamily.allCases)
    func `what goes to a node with a key is encrypted, whatever the pool says`(family: IPFamily) throws {
        let routes = try encrypted(family, pools: [pool("4", vxlan: .always), pool("6")], keysOf: ["b"])
        let device = family == .v4 ? "wireguard.cali" : "wg-v6.cali"
        let block = family == .v4 ? "10.244.2.0/24" : "fd00:2::/64"
        let source = family == .v4 ? "192.0.2.1" : "2001:db8::1"
        let scope = family == .v4 ? " scope link" : ""
        // The metric goes before that of a routing daemon.
        #expect(
            routes.texts.filter { $0.contains(device) }
                == ["\(block) dev \(device) proto 103 metric 1\(scope) src \(source)"])
        let link = try #require(routes.wireGuard[family])
        #expect(link.mtu == (family == .v4 ? 1440 : 1420) && link.port == 51820 && link.name == device)
        // Who has no key is reached as before; its own address stands for what the other host itself sends.
        #expect(
            link.peers.map { "\($0.address) \($0.allowed.map(\.description))" }
                == [
                    family == .v4
                        ? "192.0.2.2 [\"10.244.2.0/24\", \"192.0.2.2/32\"]"
                        : "2001:db8::2 [\"2001:db8::2/128\", \"fd00:2::/64\"]"
                ])
        #expect(routes.wireGuard[family == .v4 ? .v6 : .v4] == nil)
    }

    @Test func `each family's end has its own interface, port and MTU`() throws {
        var local = local
        local.wireGuard = DualStack(
            v4: LocalWireGuard(interface: "wg-four", port: 5004, mtu: 1380),
            v6: LocalWireGuard(interface: "wg-six", port: 5006, mtu: 1370))
        let ends = try cluster(pools: [pool("4"), pool("6")], nodes: ["b"]).routes(of: local).wireGuard
        #expect(ends.v4?.name == "wg-four" && ends.v4?.port == 5004 && ends.v4?.mtu == 1380)
        #expect(ends.v6?.name == "wg-six" && ends.v6?.port == 5006 && ends.v6?.mtu == 1370)
    }

    @Test(arguments: IPFamily.allCases)
    func `a node has its end before any other has a key, so that its own can be told`(family: IPFamily) throws
    {
        let routes = try encrypted(family, pools: [pool("4"), pool("6")], keysOf: [])
        #expect(routes.wireGuard[family]?.peers == [])
        #expect(routes.texts.contains { $0.contains(" via ") } && routes.problems == [])
    }

    @Test(arguments: IPFamily.allCases)
    func `nothing is encrypted before others can know this node's own key`(family: IPFamily) throws {
        let routes = try encrypted(family, pools: [pool("4"), pool("6")], keysOf: ["b"], isKnown: false)
        #expect(routes.texts.count { $0.contains("via") } == 2)
        // The other's key is known already, so that it is heard as soon as it knows this one's.
        #expect(routes.wireGuard[family]?.peers.count == 1)
    }

    @Test(arguments: IPFamily.allCases)
    func `a key that two nodes have is the first's, and told`(family: IPFamily) throws {
        let routes = try encrypted(family, pools: [pool("4"), pool("6")], keysOf: ["b", "c"])
        #expect(routes.wireGuard[family]?.peers.count == 1)
        #expect(
            routes.problems.contains {
                "\($0.subject): \($0.message)" == "Node c: another node has its WireGuard key of \(family)"
            })
    }

    @Test(arguments: IPFamily.allCases)
    func `without an address of the family there is no end, and the reason is told`(family: IPFamily) throws {
        var local = local
        local.wireGuard[family] = LocalWireGuard(interface: "wg", port: 51820)
        local.addresses[family] = nil
        let routes = try cluster(pools: [pool("4"), pool("6")], nodes: ["b"]).routes(of: local)
        #expect(routes.wireGuard[family] == nil)
        #expect(
            routes.problems.contains { $0.message.hasPrefix("no WireGuard of \(family): this node has no") })
    }

    private func encrypted(
        _ family: IPFamily, pools: [IPPool], keysOf names: [String], isKnown: Bool = true
    ) throws -> ClusterRoutes {
        var local = local
        local.wireGuard[family] = LocalWireGuard(
            interface: family == .v4 ? "wireguard.cali" : "wg-v6.cali", port: 51820)
        var table = try cluster(pools: pools, nodes: ["b", "c"])
        for name in names {
            var node = node(name, name == "b" ? 2 : 3)
            node.attachment[family].wireGuardKey = "HIgo9xNzJMWLKASShiTqIybxZ0U3wGLiUeJ1PKf8ykw="
            _ = table.update(ResourceID(.node, name: name), .node(node))
        }
        if isKnown {
            var own = node("a", 1)
            own.attachment[family].wireGuardKey = "//////////////////////////////////////////8="
            _ = table.update(ResourceID(.node, name: "a"), .node(own))
        }
        // Without tunnels c is reached by nobody; that is no concern of these tests.
        if names != ["b", "c"] { _ = table.update(ResourceID(.node, name: "c"), nil) }
        return table.routes(of: local)
    }
}
