import Resources
import Testing

struct ListTests {
    @Test func `a List holds objects of any kind`() {
        let file = decode(
            """
            apiVersion: v1
            kind: List
            metadata: {resourceVersion: ""}
            items:
            - {apiVersion: v1, kind: Namespace, metadata: {name: a}}
            - {apiVersion: v1, kind: Secret, metadata: {name: s}}
            - {apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: t}, spec: {order: x}}
            """)
        #expect(file.resources.map(\.resource.id.description) == ["Namespace a"])
        #expect(file.resources.map(\.position.description) == ["f.yaml:5:3"])
        #expect(file.ignored.map(\.kind) == ["v1 Secret"])
        #expect(
            file.failures.map(\.description) == [
                "f.yaml:7:85: items[2].spec.order: expected a number, found a string"
            ])
    }

    @Test(arguments: [
        ("v1", "PodList", "Pod default/a"), ("v1", "NodeList", "Node a"),
        ("networking.k8s.io/v1", "NetworkPolicyList", "KubernetesNetworkPolicy default/a"),
        ("projectcalico.org/v3", "GlobalNetworkPolicyList", "GlobalNetworkPolicy a"),
        ("crd.projectcalico.org/v1", "NetworkSetList", "NetworkSet default/a"),
    ])
    func `items of a list of one kind need not say what they are`(version: String, kind: String, id: String) {
        let file = decode("{apiVersion: \(version), kind: \(kind), items: [{metadata: {name: a}, spec: {}}]}")
        #expect(file.resources.map(\.resource.id.description) == [id])
        #expect(file.failures.isEmpty)
    }

    @Test func `items of a List have to say what they are`() {
        #expect(
            failures("{apiVersion: v1, kind: List, items: [{metadata: {name: a}}, null]}") == [
                "f.yaml:1:38: items[0].apiVersion: is required", "f.yaml:1:38: items[0].kind: is required",
                "f.yaml:1:61: items[1]: is empty",
            ])
    }

    @Test func `items of a list of a kind that is ignored are ignored`() {
        let file = decode("{apiVersion: v1, kind: ConfigMapList, items: [{a: 1}, {b: 2}]}")
        #expect(file.ignored.map(\.kind) == ["v1 ConfigMap", "v1 ConfigMap"])
        #expect(file.failures.isEmpty)
    }

    @Test(arguments: [
        "[{apiVersion: v1, kind: Namespace, metadata: {name: a}}]",
        "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List, items: "
            + "[{apiVersion: v1, kind: Namespace, metadata: {name: a}}]}]}",
        "- apiVersion: v1\n  kind: NamespaceList\n  items:\n  - metadata: {name: a}\n",
    ])
    func `bare lists and lists in lists are read`(text: String) throws {
        #expect(try resource(text).id.description == "Namespace a")
    }

    @Test func `a list has no other fields`() {
        #expect(
            failures("{apiVersion: v1, kind: List, item: []}") == [
                "f.yaml:1:30: item: unknown field, did you mean items?"
            ])
    }

    @Test func `a kind that ends in many Lists is only unknown`() {
        let kind = String(repeating: "List", count: 100_000)
        #expect(failures("{apiVersion: v1, kind: \(kind)}").count == 1)
        #expect(failures("{apiVersion: v1, kind: ListListList, items: []}").count == 1)
    }
}
