import Addressing
import Calculation
import Resources
import Testing

struct NodeNetworkTests {
    private func pool(
        _ name: String, _ prefix: String, nat: Bool = false, isDisabled: Bool = false,
        for uses: Set<IPPool.Use> = [.workload, .tunnel]
    ) -> Resource? {
        IPPrefix(prefix).map {
            .ipPool(
                IPPool(name: name, prefix: $0, natOutgoing: nat, isDisabled: isDisabled, allowedUses: uses))
        }
    }

    private func network(_ resources: Resource?...) -> NodeNetwork {
        calculate(resources.compactMap(\.self)).network
    }

    private func ranges(_ texts: String...) -> [AddressRange] {
        texts.compactMap { IPPrefix($0)?.range }
    }

    @Test func `pools are the fewest ranges of each family`() {
        let found = network(
            pool("a", "10.1.0.0/16"), pool("b", "10.0.0.0/16"), pool("c", "10.0.7.0/24"),
            pool("d", "fd00::/48"), pool("e", "fd00:0:1::/48"))
        #expect(found.pools.v4 == ranges("10.0.0.0/15"))
        #expect(found.pools.v6 == ranges("fd00::/47"))
    }

    @Test func `pools with natOutgoing are hidden, disabled ones too`() {
        let found = network(
            pool("a", "10.0.0.0/16", nat: true), pool("b", "10.2.0.0/16"),
            pool("c", "10.4.0.0/16", nat: true, isDisabled: true), pool("d", "fd00::/48", nat: true))
        #expect(found.hiddenPools.v4 == ranges("10.0.0.0/16", "10.4.0.0/16"))
        #expect(found.hiddenPools.v6 == ranges("fd00::/48"))
        #expect(found.pools.v4.count == 3)
    }

    @Test func `a pool for load balancers alone is no workloads' pool`() {
        let found = network(
            pool("a", "10.0.0.0/16", for: [.loadBalancer]), pool("b", "fd00::/48", for: [.loadBalancer]),
            pool("c", "10.2.0.0/16", for: [.loadBalancer, .workload]))
        #expect(found.pools.v4 == ranges("10.2.0.0/16"))
        #expect(found.pools.v6 == [])
    }

    @Test func `nodes are the addresses of all nodes`() {
        let found = network(
            .node(Node(name: "a", addresses: addresses(1))), .node(Node(name: "b", addresses: addresses(2))))
        #expect(found.nodes.v4 == [AddressRange(address(1, .v4).bits, address(2, .v4).bits)])
        #expect(found.nodes.v6 == [AddressRange(address(1, .v6).bits, address(2, .v6).bits)])
    }

    @Test func `blocks of services are those of the cluster and of this node`() {
        let blocks = { (name: String, block: String) in
            Resource.bgpConfiguration(BGPConfiguration(name: name, serviceClusterBlocks: prefixes(block)))
        }
        let found = network(
            blocks("default", "10.96.0.0/12"), blocks("node.node-a", "fd00:96::/108"),
            blocks("node.node-b", "192.0.2.0/24"))
        #expect(found.serviceBlocks.v4 == ranges("10.96.0.0/12"))
        #expect(found.serviceBlocks.v6 == ranges("fd00:96::/108"))
    }

    @Test func `what is gone is gone from the network`() throws {
        var calculator = Calculator(node)
        let resources = try [
            #require(pool("a", "10.0.0.0/16", nat: true)), .node(Node(name: "a", addresses: addresses(1))),
            .bgpConfiguration(
                BGPConfiguration(name: "default", serviceClusterBlocks: prefixes("10.96.0.0/12"))),
        ]
        for resource in resources { calculator.update(resource.id, resource) }
        #expect(calculator.calculate().network != NodeNetwork())
        for resource in resources { calculator.update(resource.id, nil) }
        #expect(calculator.calculate().network == NodeNetwork())
    }
}
