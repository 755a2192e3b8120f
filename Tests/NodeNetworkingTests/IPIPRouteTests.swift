import Addressing
import Calculation
import NodeNetworking
import Resources
import Routing
import Testing

extension ClusterRoutesTests {
    @Test func `IP in IP leads to the other node's own address, with the size that is left`() throws {
        let routes = try cluster(pools: [ipip(.always), pool("6")], nodes: ["b", "c"]).routes(of: local)
        #expect(
            routes.texts.filter { $0.contains("tunl0") } == [
                "10.244.2.0/24 via 192.0.2.2 dev tunl0 proto 103 metric 2048 src 192.0.2.1 onlink",
                "10.244.3.0/24 via 198.51.100.3 dev tunl0 proto 103 metric 2048 src 192.0.2.1 onlink",
            ])
        #expect(routes.ipip == IPIPLink(mtu: 1480, address: nil))
        #expect(routes.tunnels == [] && routes.neighbours == [] && routes.forwarding == [])
        #expect(routes.nodes.v4.map(\.description).sorted() == ["192.0.2.2", "198.51.100.3"])
    }

    @Test func `across subnets only, IP in IP leaves the same link alone`() throws {
        let routes = try cluster(pools: [ipip(.crossSubnet)], nodes: ["b", "c"]).routes(of: local)
        #expect(routes.texts.contains { $0.hasPrefix("10.244.2.0/24 via 192.0.2.2 dev eth0") })
        #expect(routes.texts.contains { $0.hasPrefix("10.244.3.0/24 via 198.51.100.3 dev tunl0") })
        let near = try cluster(pools: [ipip(.crossSubnet)], nodes: ["b"]).routes(of: local)
        #expect(near.ipip == nil)
    }

    @Test func `the addresses that hosts have in the tunnel are taken`() throws {
        var table = try cluster(pools: [ipip(.always)], nodes: [])
        for (name, number, address) in [("a", 1, "10.244.1.9"), ("b", 2, "10.9.9.9")] {
            var node = node(name, number)
            node.ipipAddress = IPAddress(address)
            _ = table.update(ResourceID(.node, name: name), .node(node))
        }
        let routes = table.routes(of: local)
        #expect(routes.ipip?.address?.description == "10.244.1.9")
        #expect(
            routes.texts.filter { $0.contains("tunl0") } == [
                // It lies in no block of the node's; and what the host sends comes from its own address there.
                "10.9.9.9/32 via 192.0.2.2 dev tunl0 proto 103 metric 2048 onlink",
                "10.244.2.0/24 via 192.0.2.2 dev tunl0 proto 103 metric 2048 onlink",
            ])
    }

    @Test func `a setting switches IP in IP off, or its end on without a pool`() throws {
        var local = local
        local.hasIPIP = false
        let off = try cluster(pools: [ipip(.always)], nodes: ["b"]).routes(of: local)
        #expect(off.ipip == nil && !off.texts.contains { $0.contains("tunl0") })
        #expect(off.problems.contains { $0.message.contains("which FELIX_IPINIPENABLED switches off") })
        local.hasIPIP = true
        local.ipipMTU = 1400
        let on = try cluster(pools: [pool("4")], nodes: ["b"]).routes(of: local)
        #expect(on.ipip == IPIPLink(mtu: 1400, address: nil))
        local.makesIPIPRoutes = false
        let left = try cluster(pools: [ipip(.always)], nodes: ["b"]).routes(of: local)
        #expect(
            !left.texts.contains { $0.contains(" via ") }
                && !left.problems.contains { $0.message.contains("10.244") })
    }

    @Test(arguments: IPFamily.allCases)
    func `a node whose own blocks are reached by tunnel has an end, though no other has blocks`(
        family: IPFamily
    ) throws {
        var table = try cluster(pools: [], nodes: [])
        let pools = [pool("4", vxlan: .always), pool("6", vxlan: .always)]
        for pool in pools where pool.prefix.family == family {
            _ = table.update(ResourceID(.ipPool, name: pool.name), .ipPool(pool))
        }
        #expect(table.routes(of: local).tunnels == [])
        var b = node("b", 2)
        b.podBlocks = []
        _ = table.update(ResourceID(.node, name: "b"), .node(b))
        let routes = table.routes(of: local)
        #expect(routes.tunnels.map(\.local.family) == [family])
        #expect(routes.nodes[family].count == 1)
    }

    private func ipip(_ mode: IPPool.Encapsulation) -> IPPool {
        var pool = pool("4")
        pool.ipipMode = mode
        return pool
    }
}
