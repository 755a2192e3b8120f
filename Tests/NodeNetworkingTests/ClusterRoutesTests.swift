import Addressing
import Calculation
import NodeNetworking
import Resources
import Routing
import Testing

/// Node `a` is 192.0.2.1/24 and 2001:db8::1/64, `b` ends in 2 beside it, `c` is in another subnet; each has a
/// block of both families.
struct ClusterRoutesTests {
    @Test func `a node on the same link is reached by it, over both families`() throws {
        let routes = try cluster(pools: [pool("4"), pool("6")], nodes: ["b"]).routes(of: local)
        #expect(
            routes.texts == [
                "blackhole 10.244.1.0/24 proto 103 metric 2048",
                "10.244.2.0/24 via 192.0.2.2 dev eth0 proto 103 metric 2048 onlink",
                "blackhole fd00:1::/64 proto 103 metric 2048",
                "fd00:2::/64 via 2001:db8::2 dev eth0 proto 103 metric 2048 onlink",
            ])
        #expect(routes.tunnels == [] && routes.neighbours == [] && routes.problems == [])
    }

    @Test func `a node elsewhere is not reached without a tunnel, and that is told`() throws {
        let routes = try cluster(pools: [pool("4"), pool("6")], nodes: ["c"]).routes(of: local)
        #expect(routes.texts.allSatisfy { $0.hasPrefix("blackhole") })
        #expect(
            routes.problems.map { "\($0.subject): \($0.message)" } == [
                "Node c: no route to 10.244.3.0/24: 198.51.100.3 is on no link of this node, and IPPool pool4 has no encapsulation",
                "Node c: no route to fd00:3::/64: 2001:db8:5::3 is on no link of this node, and IPPool pool6 has no encapsulation",
            ])
    }

    @Test(arguments: IPFamily.allCases)
    func `a tunnel has its own size, and an end for each node`(family: IPFamily) throws {
        let pools = IPFamily.allCases.map {
            pool($0 == .v4 ? "4" : "6", vxlan: $0 == family ? .always : .never)
        }
        let routes = try cluster(pools: pools, nodes: ["b", "c"]).routes(of: local)
        let tunnel = try #require(routes.tunnels.first)
        #expect(routes.tunnels.count == 1 && routes.forwarding.count == 2 && routes.neighbours.count == 2)
        #expect(tunnel.name == (family == .v4 ? "vxlan.calico" : "vxlan-v6.calico"))
        #expect(tunnel.mtu == (family == .v4 ? 1450 : 1430) && tunnel.parent == "eth0")
        #expect(tunnel.network == 4096 && tunnel.port == 4789)
        #expect(tunnel.local == (try #require(IPAddress(family == .v4 ? "192.0.2.1" : "2001:db8::1"))))
        #expect(
            routes.forwarding.map(\.remote.description).sorted()
                == (family == .v4 ? ["192.0.2.2", "198.51.100.3"] : ["2001:db8:5::3", "2001:db8::2"]))
        let text = routes.texts.filter { $0.contains(tunnel.name) }
        #expect(text.count == 2 && text.allSatisfy { $0.contains(" src \(tunnel.local) ") }, "\(text)")
    }

    @Test func `link-layer addresses are those that Felix gives the same nodes`() throws {
        // printf b | sha1sum; printf b-v6 | sha1sum
        let routes = try cluster(pools: [pool("4", vxlan: .always), pool("6", vxlan: .always)], nodes: ["b"])
            .routes(of: local)
        #expect(
            routes.forwarding.map(\.description).sorted()
                == [
                    "66:e9:d7:1f:5e:e7 dev vxlan.calico dst 192.0.2.2 self permanent",
                    "66:05:90:f3:54:e9 dev vxlan-v6.calico dst 2001:db8::2 self permanent",
                ].sorted())
    }

    @Test func `what is given of a tunnel is taken`() throws {
        var b = node("b", 2)
        b.attachment.v4.tunnelAddress = IPAddress("10.244.2.1")
        b.attachment.v4.tunnelLinkAddress = [2, 0, 0, 0, 0, 2]
        b.attachment.v6.tunnelAddress = IPAddress("fd00:9::2")
        b.attachment.v6.tunnelLinkAddress = [2, 0, 0, 0, 0, 6]
        var a = node("a", 1)
        a.attachment.v4.tunnelAddress = IPAddress("10.244.1.1")
        a.attachment.v6.tunnelAddress = IPAddress("fd00:1::1")
        var table = ClusterTable()
        for node in [a, b] { _ = table.update(ResourceID(.node, name: node.name), .node(node)) }
        for pool in [pool("4", vxlan: .always), pool("6", vxlan: .always)] {
            _ = table.update(ResourceID(.ipPool, name: pool.name), .ipPool(pool))
        }
        let routes = table.routes(of: local)
        #expect(
            routes.texts.filter { !$0.hasPrefix("blackhole") } == [
                "10.244.2.0/24 via 10.244.2.1 dev vxlan.calico proto 103 metric 2048 onlink",
                "fd00:2::/64 via fe80::ff:fe00:6 dev vxlan-v6.calico proto 103 metric 2048 onlink",
                // It lies in no block of the node's.
                "fd00:9::2/128 via fe80::ff:fe00:6 dev vxlan-v6.calico proto 103 metric 2048 onlink",
            ])
        #expect(routes.tunnels.map { $0.address?.description } == ["10.244.1.1", "fd00:1::1"])
    }

    @Test func `across subnets only, a tunnel leaves the same link alone`() throws {
        let pools = [pool("4", vxlan: .crossSubnet), pool("6", vxlan: .crossSubnet)]
        let routes = try cluster(pools: pools, nodes: ["b", "c"]).routes(of: local)
        let ways = routes.texts.filter { !$0.hasPrefix("blackhole") }.map {
            $0.split(separator: " ").filter { $0.contains("eth0") || $0.contains("vxlan") }.joined()
        }
        #expect(ways == ["eth0", "vxlan.calico", "eth0", "vxlan-v6.calico"])
        #expect(routes.forwarding.count == 2)
    }

    @Test func `direct routes can be left to others, and tunnels are made still`() throws {
        var local = local
        local.makesDirectRoutes = false
        let pools = [pool("4"), pool("6", vxlan: .always)]
        let routes = try cluster(pools: pools, nodes: ["b"]).routes(of: local)
        #expect(routes.texts.contains { $0.contains("vxlan-v6.calico") })
        #expect(!routes.texts.contains { $0.contains("eth0") } && routes.problems == [])
    }

    @Test(arguments: IPFamily.allCases)
    func `a family without address takes nothing from the other`(family: IPFamily) throws {
        var local = local
        local.addresses[family] = nil
        let routes = try cluster(pools: [pool("4", vxlan: .always), pool("6", vxlan: .always)], nodes: ["b"])
            .routes(of: local)
        #expect(routes.tunnels.map(\.local.family) == [family == .v4 ? .v6 : .v4])
        #expect(routes.problems.count == 1)
        #expect(routes.problems.first?.message.contains("this node has no \(family) address") == true)
    }

    @Test func `a family that is off has no routes`() throws {
        var local = local
        local.familiesOn.v6 = false
        let routes = try cluster(pools: [pool("4"), pool("6", vxlan: .always)], nodes: ["b"]).routes(
            of: local)
        #expect(routes.routes.v4.count == 2 && routes.routes.v6.isEmpty && routes.tunnels == [])
    }

    @Test func `blocks of affinity go before those of the whole node, in each family`() throws {
        var table = try cluster(pools: [pool("4"), pool("6")], nodes: ["b"])
        for (name, node, block, state) in [
            ("x", "b", "10.244.7.0/26", BlockAffinity.State.confirmed), ("y", "b", "10.244.8.0/26", .pending),
            ("z", "a", "10.244.9.0/32", .confirmed),
        ] {
            let affinity = BlockAffinity(
                name: name, node: node, block: try #require(IPPrefix(block)), state: state)
            _ = table.update(ResourceID(.blockAffinity, name: name), .blockAffinity(affinity))
        }
        #expect(
            table.routes(of: local).texts.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
                // A block of one address is its endpoint's, or nobody's; there is nothing left of it.
                == ["10.244.7.0/26 via", "blackhole fd00:1::/64", "fd00:2::/64 via"])
    }

    @Test func `a block outside all pools, and one that two nodes have, are told`() throws {
        var table = try cluster(pools: [pool("4")], nodes: ["b", "c"])
        var c = node("c", 3)
        c.podBlocks = node("b", 2).podBlocks
        _ = table.update(ResourceID(.node, name: "c"), .node(c))
        let problems = table.routes(of: local).problems.map { "\($0.subject): \($0.message)" }
        #expect(
            problems == [
                "Node b: no route to fd00:2::/64: it lies in no IPPool",
                "Node c: no route to 10.244.2.0/24: another node has the same block: "
                    + "10.244.2.0/24 via 192.0.2.2 dev eth0 proto 103 metric 2048 onlink",
                "Node c: no route to fd00:2::/64: it lies in no IPPool",
            ])
    }

    @Test func `an address of one host alone, or of a link, makes no link with another node`() throws {
        var local = local
        local.interfaces = [
            interface(2, "eth0", ["192.0.2.1/32", "2001:db8::1/128", "169.254.0.1/16", "fe80::1/64"]),
            interface(3, "cali1", ["192.0.2.9/24"]),
        ]
        let routes = try cluster(pools: [pool("4"), pool("6")], nodes: ["b"]).routes(of: local)
        #expect(routes.texts.allSatisfy { $0.hasPrefix("blackhole") } && routes.problems.count == 2)
    }
}
