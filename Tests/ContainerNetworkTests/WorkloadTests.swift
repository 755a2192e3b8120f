import Addressing
import ContainerNetwork
import Resources
import Testing

private func workload(
    _ container: String = "c1", namespace: String = "", pod: String = "", interface: String = "eth0",
    node: String = "node-a"
) -> Workload {
    Workload(
        RuntimeCall.Attachment(containerID: container, interfaceName: interface),
        arguments: ["K8S_POD_NAMESPACE": namespace, "K8S_POD_NAME": pod], network: "pods", node: node,
        prefix: "cali")
}

struct WorkloadTests {
    @Test(arguments: [
        ("default", "nginx", "calic440f455693"), ("test", "run1234", "calid427c561ec3"),
        ("kube-system", "coredns-866f556cb6-lgk9d", "cali7dd6c469df6"),
    ])
    func `a pod's interface is called as Calico calls it`(namespace: String, pod: String, name: String) {
        #expect(workload(namespace: namespace, pod: pod).hostInterface == name)
    }

    @Test func `another container's interface has the beginning of its identifier`() {
        let identifier = String(repeating: "0123456789abcdef", count: 4)
        #expect(workload(identifier).hostInterface == "cali0123456789a")
    }

    @Test func `identifiers that begin alike have interfaces of their own`() {
        #expect(workload("cnitool-77383ca0a0715733ca6f").hostInterface != workload("cnitool-1").hostInterface)
    }

    @Test func `a second interface of a container shares nothing with the first`() {
        let first = workload(namespace: "shop", pod: "web")
        let second = workload(namespace: "shop", pod: "web", interface: "net1")
        #expect(first.handle == "pods/c1")
        #expect(first.handle != second.handle)
        #expect(first.hostInterface != second.hostInterface)
        #expect(first.fileName != second.fileName)
    }

    @Test func `a dash within a part of an endpoint's name is two`() {
        #expect(workload(namespace: "shop", pod: "web-1").endpointName == "node--a-k8s-web--1-eth0")
    }

    @Test func `what Kubernetes would not take for a name is hashed`() {
        let name = workload("A_container").endpointName
        #expect(name.hasPrefix("cni-"))
        #expect(name != workload("a_container").endpointName)
    }

    @Test(arguments: ["", "shop"])
    func `an endpoint's manifest is understood by the agent, and by the plugin`(namespace: String) throws {
        let workload = workload(namespace: namespace, pod: namespace.isEmpty ? "" : "web")
        let addresses = try ["fd00::1", "10.0.0.1"].map { try #require(IPAddress($0)) }
        let pod = Pod(namespace: "shop", name: "web", labels: ["app": "true"], serviceAccount: "cook")
        let text = EndpointManifest(
            workload, addresses: addresses, mac: "02:00:00:00:00:01", pod: namespace.isEmpty ? nil : pod
        ).text
        let decoded = decodeManifests(Array(text.utf8), file: "cni/a.yaml")
        #expect(decoded.failures.isEmpty, "\(decoded.failures)")
        guard case .workloadEndpoint(let endpoint)? = decoded.resources.first?.resource else {
            Issue.record("no WorkloadEndpoint in \(text)")
            return
        }
        #expect(endpoint.addresses == addresses)
        #expect(endpoint.interfaceName == workload.hostInterface)
        #expect(endpoint.labels == (namespace.isEmpty ? [:] : pod.labels))
        #expect(endpoint.profiles == (namespace.isEmpty ? [] : ["kns.shop", "ksa.shop.cook"]))
        let owner = try #require(EndpointOwner(Array(text.utf8)))
        #expect(owner.attachment == workload.attachment)
        #expect(owner.network == "pods")
    }

    @Test(arguments: ["02:00:00:00:00:01", "02-00-00-00-00-01", "aA:Bb:cc:dd:ee:ff"])
    func `a link-layer address is read`(text: String) throws {
        #expect(try #require(LinkAddress(text)).bytes.count == 6)
    }

    @Test(arguments: [
        "", "02:00:00:00:00", "02:00:00:00:00:01:", "02:00:00:00:00:01:zz", "zz:02:00:00:00:00:01",
        "02:00:00:00:00:+1", "02:00:00:00:00:1", "02:00:00:00:00:-1", "02:00:00:00:00-01", "02::00:00:00:01",
        "01:00:00:00:00:01", "00:00:00:00:00:00", "020000000001",
    ])
    func `what no interface can have for its address is refused`(text: String) {
        #expect(LinkAddress(text) == nil)
    }
}
