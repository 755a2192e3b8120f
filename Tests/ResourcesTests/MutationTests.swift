import Resources
import TestSupport
import Testing

struct MutationTests {
    private let words = [
        "a", "-1", "0", "65536", "null", "[]", "{}", "[null]", "{a: b}", "true", "''", "'80:90'",
        "10.0.0.0/8",
        "'::/0'", "Allow", "TCP", "&x [1]", "*x", "1e400", "a == 'b'", "global()", "- ", "List", "~",
        "\"\\0\"",
    ]

    private let samples = [
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: p, namespace: n}
        spec:
          podSelector: {matchExpressions: [{key: a, operator: In, values: [b]}]}
          ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 80, endPort: 90}]}]
        """,
        """
        apiVersion: projectcalico.org/v3
        kind: GlobalNetworkPolicy
        metadata: {name: p, labels: {a: b}}
        spec:
          tier: t
          order: 1
          selector: a == 'b'
          ingress:
          - action: Allow
            protocol: TCP
            source: {nets: [10.0.0.0/8], selector: has(a), namespaceSelector: all(), ports: [1, '2:3', x]}
        """,
        """
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {nodeName: n, containers: [{ports: [{containerPort: 1}]}]},
           status: {podIPs: [{ip: 10.0.0.1}]}}
        - {apiVersion: projectcalico.org/v3, kind: WorkloadEndpoint, metadata: {name: e},
           spec: {interfaceName: c, ipNetworks: [10.0.0.1], ports: [{name: a, port: 1, protocol: TCP}]}}
        """,
    ]

    @Test(arguments: 0..<40)
    func `whatever is written, it is a resource or a failure and never a crash`(seed: UInt64) {
        var numbers = RepeatableNumbers(seed: seed)
        for sample in samples {
            for _ in 0..<20 {
                let text = mutated(sample, &numbers)
                let file = decodeManifests(text, file: "f.yaml")
                let isSomething = !file.resources.isEmpty || !file.failures.isEmpty || !file.ignored.isEmpty
                #expect(isSomething || text.count < 40)
                #expect(file.failures.allSatisfy { $0.position.line > 0 && !$0.message.isEmpty })
            }
        }
    }

    /// The sample with a few of its words replaced, left out or written twice.
    private func mutated(_ sample: String, _ numbers: inout RepeatableNumbers) -> [UInt8] {
        var parts = sample.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        for _ in 0..<Int.random(in: 1...4, using: &numbers) {
            let index = Int.random(in: 0..<parts.count, using: &numbers)
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: parts[index] = words.randomElement(using: &numbers) ?? ""
            case 1: parts[index] = ""
            case 2: parts.insert(words.randomElement(using: &numbers) ?? "", at: index)
            default: parts[index] += parts[index]
            }
        }
        return Array(parts.joined(separator: " ").utf8)
    }
}
