import Resources
import Testing

struct ResourceTableTests {
    private let place = SourcePosition(file: "a.yaml", line: 1, column: 1)

    @Test func `a resource takes the place of the one with the same ID`() {
        var table = ResourceTable()
        table.set(.tier(Tier(name: "a", order: 1)), at: place)
        table.set(.tier(Tier(name: "a", order: 2)), at: SourcePosition(file: "b.yaml", line: 2, column: 3))
        let id = ResourceID(.tier, name: "a")
        #expect(table.count == 1)
        #expect(table[id]?.resource == .tier(Tier(name: "a", order: 2)))
        #expect(table.position(of: id)?.description == "b.yaml:2:3")
    }

    @Test func `a resource that is removed is found nowhere`() {
        var table = ResourceTable()
        table.set(.tier(Tier(name: "a")), at: place)
        let id = ResourceID(.tier, name: "a")
        table.remove(id)
        table.remove(id)
        #expect(table.count == 0)
        #expect(table[id] == nil)
        #expect(table.position(of: id) == nil)
        #expect(table.ids(of: .tier).isEmpty)
        #expect(Array(table.tiers).isEmpty)
    }

    @Test func `each kind can be walked alone`() {
        var table = ResourceTable()
        let policy = Policy(
            ResourceID(.globalNetworkPolicy, name: "a"), appliesToIngress: true, appliesToEgress: false)
        let set = NetworkSet(ResourceID(.networkSet, namespace: "n", name: "a"))
        for resource: Resource in [
            .tier(Tier(name: "a")), .pod(Pod(namespace: "n", name: "a")),
            .pod(Pod(namespace: "n", name: "b")),
            .policy(policy), .networkSet(set), .namespace(Namespace(name: "n")), .node(Node(name: "n")),
            .serviceAccount(ServiceAccount(namespace: "n", name: "a")), .profile(Profile(name: "a")),
            .workloadEndpoint(WorkloadEndpoint(namespace: "n", name: "a", node: "n", interfaceName: "i")),
            .kubernetesNetworkPolicy(KubernetesNetworkPolicy(namespace: "n", name: "a")),
        ] { table.set(resource, at: place) }
        #expect(table.count == 11)
        #expect(table.pods.map(\.name).sorted() == ["a", "b"])
        #expect(Array(table.policies) == [policy])
        #expect(Array(table.networkSets) == [set])
        #expect(table.tiers.map(\.name) == ["a"])
        #expect(table.namespaces.map(\.name) == ["n"])
        #expect(table.nodes.map(\.name) == ["n"])
        #expect(table.serviceAccounts.map(\.name) == ["a"])
        #expect(table.profiles.map(\.name) == ["a"])
        #expect(table.workloadEndpoints.map(\.name) == ["a"])
        #expect(table.kubernetesNetworkPolicies.map(\.name) == ["a"])
    }
}
