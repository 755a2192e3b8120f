import Addressing
import Calculation
import NodeNetworking
import Resources
import Routing
import Testing

extension ClusterRoutesTests {
    @Test(arguments: IPFamily.allCases)
    func
        `an address of this node that another has, too, is an error with both names, and the other family goes on`(
            family: IPFamily
        ) throws
    {
        let routes = try routes(family, of: "a", goingTo: "b")
        let address = family == .v4 ? "192.0.2.1" : "2001:db8::1"
        #expect(
            routes.problems.filter { $0.isError }.map { "\($0.subject): \($0.message)" } == [
                "Node a: its \(family) address \(address) is also that of Node b",
                "Node b: its \(family) address \(address) is also that of Node a",
            ])
        #expect(routes.problems.contains { $0.message.hasSuffix("this node has its address, \(address)") })
        // Nothing leads to itself, and nobody wraps packets in its own name.
        #expect(routes.tunnels.map(\.local.family) == [family == .v4 ? .v6 : .v4])
        #expect(routes.nodes[family].isEmpty)
        #expect(routes.forwarding.allSatisfy { $0.remote.family != family })
        #expect(routes.forwarding.count == 1)
    }

    @Test(arguments: IPFamily.allCases)
    func `an address that two others have is told, and one of them is reached by it`(family: IPFamily) throws
    {
        let routes = try routes(family, of: "b", goingTo: "c")
        #expect(!routes.problems.contains { $0.isError })
        let told = routes.problems.map { "\($0.subject): \($0.message)" }.filter {
            $0.contains("also that of")
        }
        #expect(told.count == 2 && told[0].hasSuffix("Node c") && told[1].hasSuffix("Node b"))
        #expect(routes.problems.contains { $0.message.contains("Node b has its address") })
        #expect(routes.forwarding.filter { $0.remote.family == family }.count == 1)
        #expect(routes.forwarding.filter { $0.remote.family != family }.count == 2)
    }

    @Test(arguments: IPFamily.allCases)
    func `on one link, nodes of one address are both reached by it`(family: IPFamily) throws {
        var table = try cluster(pools: [pool("4"), pool("6")], nodes: ["b", "c"])
        var c = node("c", 2)
        c.podBlocks = node("c", 3).podBlocks
        _ = table.update(ResourceID(.node, name: "c"), .node(c))
        #expect(table.routes(of: local).texts.count { $0.contains("dev eth0") } == 4)
    }

    /// The routes of `a` where `taker` has the address of `holder` in one family.
    private func routes(_ family: IPFamily, of holder: String, goingTo taker: String) throws -> ClusterRoutes
    {
        var table = try cluster(
            pools: [pool("4", vxlan: .always), pool("6", vxlan: .always)],
            nodes: [holder, taker].filter { $0 != "a" })
        var node = node(taker, taker == "b" ? 2 : 3)
        node.attachment[family] = self.node(holder, holder == "a" ? 1 : 2).attachment[family]
        _ = table.update(ResourceID(.node, name: taker), .node(node))
        return table.routes(of: local)
    }
}
