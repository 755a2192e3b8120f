import Addressing
import Resources
import Testing

struct ClusterTests {
    @Test func `a namespace has the label that Kubernetes gives it`() throws {
        let text =
            "{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {x: y}}, spec: {finalizers: [kubernetes]}}"
        #expect(
            try resource(text)
                == .namespace(Namespace(name: "a", labels: ["x": "y", "kubernetes.io/metadata.name": "a"])))
    }

    @Test func `a service account is its name and labels`() throws {
        let text =
            "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: n, labels: {x: y}}, secrets: [{name: s}]}"
        #expect(
            try resource(text)
                == .serviceAccount(ServiceAccount(namespace: "n", name: "a", labels: ["x": "y"])))
    }

    @Test func `a node has the addresses of both families that are addresses`() throws {
        let text = """
            apiVersion: v1
            kind: Node
            metadata: {name: n1, labels: {zone: a}}
            spec: {podCIDR: 10.0.0.0/24}
            status:
              addresses:
              - {type: InternalIP, address: 192.0.2.1}
              - {type: InternalIP, address: "2001:db8::1"}
              - {type: Hostname, address: n1.example}
              - {type: ExternalIP, address: 198.51.100.1}
              nodeInfo: {osImage: Debian}
            """
        let addresses = try ["192.0.2.1", "2001:db8::1", "198.51.100.1"].map { try #require(IPAddress($0)) }
        var expected = Node(name: "n1", labels: ["zone": "a"], addresses: addresses)
        expected.podBlocks = try [#require(IPPrefix("10.0.0.0/24"))]
        expected.attachment.v4.internalAddress = addresses[0]
        expected.attachment.v6.internalAddress = addresses[1]
        #expect(try resource(text) == .node(expected))
    }

    @Test(arguments: [
        (
            "status: {addresses: [{type: InternalIP, address: 192.0.2.256}]}",
            ["f.yaml:4:50: status.addresses[0].address: 192.0.2.256 is no IP address"]
        ),
        ("status: {adresses: []}", ["f.yaml:4:10: status.adresses: unknown field, did you mean addresses?"]),
        ("stats: {}", ["f.yaml:4:1: stats: unknown field, did you mean status?"]),
        ("status: {addresses: {}}", ["f.yaml:4:21: status.addresses: expected a list, found a mapping"]),
    ])
    func `mistakes in a node are reported`(text: String, expected: [String]) {
        #expect(failures("apiVersion: v1\nkind: Node\nmetadata: {name: a}\n\(text)\n") == expected)
    }
}
