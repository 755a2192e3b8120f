import Resources
import Testing

struct ManifestTests {
    @Test func `each resource comes with the place where it begins`() {
        let file = decode(
            """
            # two of them
            apiVersion: v1
            kind: Namespace
            metadata: {name: a}
            ---
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "b"}}
            """)
        #expect(file.resources.map(\.resource.id.description) == ["Namespace a", "Namespace b"])
        #expect(file.resources.map(\.position.description) == ["f.yaml:2:1", "f.yaml:6:1"])
        #expect(file.failures.isEmpty)
    }

    @Test(arguments: ["", "# nothing\n", "---\n---\n", "null\n"])
    func `a file without objects is fine`(text: String) {
        let file = decode(text)
        #expect(file.resources.isEmpty && file.failures.isEmpty && file.ignored.isEmpty)
    }

    @Test func `a mistake in one resource hides nothing of the others`() {
        let file = decode(
            """
            {apiVersion: v1, kind: Namespace, metadata: {name: A}}
            ---
            {apiVersion: v1, kind: Namespace, metadata: {name: b}}
            ---
            {apiVersion: projectcalico.org/v3, kind: Tier, metadata: {nam: c}, spec: {ordr: 1}}
            """)
        #expect(file.resources.map(\.resource.id.name) == ["b"])
        #expect(
            file.failures.map(\.description) == [
                "f.yaml:1:52: metadata.name: A is no DNS label (at most 63 of a-z, 0-9 and inner -)",
                "f.yaml:5:58: metadata.name: is required",
                "f.yaml:5:59: metadata.nam: unknown field, did you mean name?",
                "f.yaml:5:75: spec.ordr: unknown field, did you mean order?",
            ])
    }

    @Test func `what stands before a break in the text is read`() {
        let file = decode("{apiVersion: v1, kind: Namespace, metadata: {name: a}}\n---\n[\n")
        #expect(file.resources.map(\.resource.id.name) == ["a"])
        #expect(
            file.failures.map(\.description) == [
                "f.yaml:4:1: did not find expected node content while parsing a flow node"
            ])
    }

    @Test(arguments: [
        ("a", "f.yaml:1:1: expected a mapping, found a string"),
        ("kind: Pod", "f.yaml:1:1: apiVersion: is required"),
        ("apiVersion: v1", "f.yaml:1:1: kind: is required"),
        ("{apiVersion: 1, kind: Pod}", "f.yaml:1:14: apiVersion: 1 is a number; put it in quotes"),
        (
            "{apiVersion: v1, kind: Pot}",
            "f.yaml:1:24: kind: v1 has no kind Pot that is known here, did you mean Pod?"
        ),
        (
            "{apiVersion: v2, kind: Pod}",
            "f.yaml:1:14: apiVersion: Pod is not in v2 but in v1"
        ),
        (
            "{apiVersion: networking.k8s.io/v1beta1, kind: NetworkPolicyList, items: []}",
            "f.yaml:1:14: apiVersion: NetworkPolicy is not in networking.k8s.io/v1beta1 but in "
                + "crd.projectcalico.org/v1 or networking.k8s.io/v1 or projectcalico.org/v3"
        ),
        (
            "{apiVersion: projectcalico.org/v3, kind: networkset}",
            "f.yaml:1:42: kind: projectcalico.org/v3 has no kind networkset that is known here, did you mean NetworkSet?"
        ),
        (
            "{apiVersion: projectcalico/v3, kind: IPPool}",
            "f.yaml:1:14: apiVersion: IPPool is not in projectcalico/v3 but in crd.projectcalico.org/v1 or projectcalico.org/v3"
        ),
        (
            "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy}",
            "f.yaml:1:14: apiVersion: cilium.io/v2 is not known here"
        ),
        (
            "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: ClusterNetworkPolicyList, items: []}",
            "f.yaml:1:14: apiVersion: ClusterNetworkPolicy is not in policy.networking.k8s.io/v1alpha1 but in "
                + "policy.networking.k8s.io/v1alpha2"
        ),
    ])
    func `an object of no known kind is a failure`(text: String, failure: String) {
        #expect(failures(text) == [failure])
    }

    @Test(arguments: [
        "v1 ConfigMap", "apps/v1 Deployment",
        "rbac.authorization.k8s.io/v1 ClusterRole", "networking.k8s.io/v1 Ingress",
        "policy/v1 PodDisruptionBudget", "projectcalico.org/v3 KubeControllersConfiguration",
        "crd.projectcalico.org/v1 IPAMBlock",
        "operator.tigera.io/v1 Installation", "projectcalico.org/v3 CalicoNodeStatus",
    ])
    func `an object that means nothing to a node's packets is ignored and listed`(type: String) {
        let words = type.split(separator: " ")
        let file = decode("a: 1\napiVersion: \(words[0])\nkind: \(words[1])\n")
        #expect(file.ignored.map(\.kind) == [type])
        #expect(file.ignored.map(\.position.description) == ["f.yaml:1:1"])
        #expect(file.failures.isEmpty)
    }

    @Test func `a file that is too long is refused`() {
        let file = decodeManifests(Array(repeating: 0x20, count: (16 << 20) + 1), file: "f.yaml")
        #expect(
            file.failures.map(\.description) == [
                "f.yaml:1:1: the file is longer than 16 MiB (16777217 bytes)"
            ])
    }

    @Test func `what a manifest says comes into messages without control characters and not at length`() {
        let text = "{apiVersion: v1, kind: \"P\\e[31m\\n\(String(repeating: "x", count: 1000))\"}"
        let message = failures(text).first ?? ""
        #expect(message.hasPrefix("f.yaml:1:24: kind: v1 has no kind P\\u{1B}[31m\\nxxx"))
        #expect(message.hasSuffix("xxx..."))
        #expect(message.utf8.count < 400)
    }

    @Test func `failures have an end`() {
        let fields = (0..<3000).map { "f\($0): 1" }.joined(separator: ", ")
        let all = failures(
            "{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: a, \(fields)}, spec: {\(fields)}}"
        )
        #expect(all.count == 1000)
        #expect(all.contains { $0.hasSuffix("this file has more failures than are listed") })
    }
}

struct ManyFailuresTests {
    @Test func `what has failures is no resource, however many there were before`() {
        let wrong = "{apiVersion: projectcalico.org/v3, kind: Tier, metadata: {name: a, x: 1}}\n---\n"
        let file = decode(String(repeating: wrong, count: 1200))
        #expect(file.failures.count == 1000)
        #expect(file.resources.isEmpty)
    }
}
