import Resources
import Testing

struct MetadataTests {
    @Test func `all of Kubernetes' metadata is accepted`() throws {
        let tier = try resource(
            """
            apiVersion: projectcalico.org/v3
            kind: Tier
            metadata:
              creationTimestamp: null
              generation: 2
              name: a
              labels: {x: "1"}
              annotations: {y: "2", z: null}
              resourceVersion: "12"
              uid: 5d2a
              managedFields: [{manager: kubectl}]
              ownerReferences: [{kind: X}]
              finalizers: [a]
            """)
        #expect(tier == .tier(Tier(name: "a")))
    }

    @Test(arguments: [
        ("{}", ["f.yaml:3:11: metadata.name: is required"]),
        ("{name: ''}", ["f.yaml:3:18: metadata.name: is empty"]),
        ("{name: 12}", ["f.yaml:3:18: metadata.name: 12 is a number; put it in quotes"]),
        ("{name: true}", ["f.yaml:3:18: metadata.name: true is a boolean; put it in quotes"]),
        ("{name: [a]}", ["f.yaml:3:18: metadata.name: expected a string, found a list"]),
        ("a", ["f.yaml:3:11: metadata: expected a mapping, found a string"]),
        ("null", ["f.yaml:3:11: metadata: is required"]),
        (
            "{name: a_b}",
            ["f.yaml:3:18: metadata.name: a_b is no DNS name (at most 253 of a-z, 0-9, and inner - and .)"]
        ),
        (
            "{name: a, namespace: A}",
            ["f.yaml:3:32: metadata.namespace: A is no DNS label (at most 63 of a-z, 0-9 and inner -)"]
        ),
        ("{name: a, labels: {x: 1}}", ["f.yaml:3:33: metadata.labels.x: 1 is a number; put it in quotes"]),
        (
            "{name: a, labels: {x: 0x1F}}",
            ["f.yaml:3:33: metadata.labels.x: 0x1F is a number; put it in quotes"]
        ),
        (
            "{name: a, labels: {x: 1.5}}",
            ["f.yaml:3:33: metadata.labels.x: 1.5 is a number; put it in quotes"]
        ),
        ("{name: a, labels: {-x: y}}", ["f.yaml:3:30: metadata.labels: -x is no name for a label"]),
        ("{name: a, labels: {x: y z}}", ["f.yaml:3:33: metadata.labels.x: y z is no value for a label"]),
        ("{name: a, label: {}}", ["f.yaml:3:21: metadata.label: unknown field, did you mean labels?"]),
        ("{name: a, colour: red}", ["f.yaml:3:21: metadata.colour: unknown field"]),
    ])
    func `mistakes in metadata are reported`(metadata: String, expected: [String]) {
        #expect(
            failures("apiVersion: projectcalico.org/v3\nkind: NetworkSet\nmetadata: \(metadata)\n")
                == expected)
    }

    @Test func `labels may have empty values and words that YAML 1_1 took for booleans`() throws {
        let set = try resource(
            "{apiVersion: projectcalico.org/v3, kind: GlobalNetworkSet, metadata: {name: a, labels: {x: , y: yes, a.b/c_D: ''}}}"
        )
        let id = ResourceID(.globalNetworkSet, name: "a")
        #expect(set == .networkSet(NetworkSet(id, labels: ["x": "", "y": "yes", "a.b/c_D": ""])))
    }

    @Test func `a resource of a kind without namespaces has none`() {
        let text = { (namespace: String) in
            "{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: a, namespace: \(namespace)}}"
        }
        #expect(failures(text("b")) == ["f.yaml:1:79: metadata.namespace: a Tier is in no namespace"])
        #expect(failures(text("''")).isEmpty)
    }
}
