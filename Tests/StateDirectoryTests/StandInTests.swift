import Resources
import Selectors
import StateDirectory
import Status
import Testing

/// What a file with errors that never was good leaves in force.
struct StandInTests {
    let sandbox: Sandbox

    init() throws { sandbox = try Sandbox() }

    private func reader() -> StateReader {
        StateReader(directory: sandbox.state, cache: sandbox.cache, decode: decodeFile)
    }

    private static let broken = """
        apiVersion: projectcalico.org/v3
        kind: GlobalNetworkPolicy
        metadata: {name: guard}
        spec:
          selector: app == 'db'
          types: [Ingress]
          ingress: [{action: Denny, protocol: TCP}]
        """

    @Test func `a new policy that cannot be read denies what it selects, in its directions`() throws {
        try sandbox.put("guard.yaml", Self.broken)
        var reader = reader()
        _ = reader.refresh()
        guard case .policy(let policy)? = reader.resources.values.first?.resource else {
            Issue.record("no policy is in force")
            return
        }
        #expect(policy.selector.description == "app == \"db\"")
        #expect(policy.ingress == [PolicyRule(.deny)])
        #expect(!policy.appliesToEgress)
        #expect(reader.problems.map(\.severity) == [.warning, .error])
    }

    @Test(arguments: [
        ("interfaceName: eth0, profiles: [open], ports: [{name: x}]", HostEndpoint.Interface.named("eth0")),
        ("interfaceName: '*', expectedIPs: ['2001:db8::1', 192.0.2], profils: [open]", .all),
        ("interfaceName: {}, expectedIPs: [192.0.2.1]", .withExpectedAddress),
    ])
    func `a new host endpoint that cannot be read guards its interface without profiles`(
        spec: String, interface: HostEndpoint.Interface
    ) throws {
        try sandbox.put("host.yaml", Self.host("node: node-a, \(spec)"))
        var reader = reader()
        _ = reader.refresh()
        let endpoint = try #require(reader.resources.values.first?.resource.hostEndpoint)
        #expect(endpoint.interface == interface && endpoint.profiles == [] && endpoint.node == "node-a")
        #expect(endpoint.labels["role"] == "uplink")
        #expect(reader.problems.contains { $0.severity == .warning && $0.message.contains("lets past") })
    }

    @Test(arguments: [
        "interfaceName: eth0, profiles: 7", "node: [], interfaceName: eth0",
        "node: node-a, interfaceName: {}",
        "node: node-a, expectedIPs: [192.0.2]",
    ])
    func `where it cannot be read at which interface a host endpoint is, none is guarded in its stead`(
        spec: String
    ) throws {
        try sandbox.put("host.yaml", Self.host(spec))
        var reader = reader()
        _ = reader.refresh()
        #expect(reader.resources.isEmpty)
        #expect(reader.problems.contains { $0.severity == .error })
    }

    private static func host(_ spec: String) -> String {
        """
        apiVersion: projectcalico.org/v3
        kind: HostEndpoint
        metadata: {name: uplink, labels: {role: uplink}}
        spec: {\(spec)}
        """
    }

    @Test func `the mended policy takes the place of what stood in for it`() throws {
        try sandbox.put("guard.yaml", Self.broken)
        var reader = reader()
        _ = reader.refresh()
        try sandbox.put("guard.yaml", Self.broken.replacing("Denny", with: "Allow"))
        _ = reader.refresh()
        guard case .policy(let policy)? = reader.resources.values.first?.resource else {
            Issue.record("no policy is in force")
            return
        }
        #expect(policy.ingress.map(\.action) == [.allow])
        #expect(reader.problems.isEmpty)
        try sandbox.put("guard.yaml", Self.broken)
        _ = reader.refresh()
        #expect(reader.resources.values.first?.resource == .policy(policy), "its last good content holds")
    }

    @Test func `a policy of which nobody knows whom it is for denies all that it might be for`() throws {
        try sandbox.put("guard.yaml", Self.broken.replacing("app == 'db'", with: "app = 'db'"))
        var reader = reader()
        _ = reader.refresh()
        guard case .policy(let policy)? = reader.resources.values.first?.resource else {
            Issue.record("no policy is in force")
            return
        }
        #expect(policy.selector == .all)
        #expect(policy.ingress == [PolicyRule(.deny)] && !policy.appliesToEgress)
        #expect(
            reader.problems.contains {
                $0.severity == .warning && $0.message.contains("guard denies endpoints with all() all")
            })
        #expect(reader.problems.contains { $0.severity == .error && $0.line == 5 })
    }

    @Test(arguments: [
        "spec: {podSelector: {matchExpressions: [{key: app, operator: Inn, values: [db]}]}}",
        "spec: {podSelector: {matchLabels: {app: 'd b'}}}", "spec: {podSelector: 7}",
    ])
    func `a policy of a namespace whose selector cannot be read denies all of that namespace`(
        spec: String
    ) throws {
        try sandbox.put(
            "guard.yaml",
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: guard, namespace: shop}
            \(spec)
            """)
        var reader = reader()
        _ = reader.refresh()
        guard case .kubernetesNetworkPolicy(let policy)? = reader.resources.values.first?.resource else {
            Issue.record("no policy is in force")
            return
        }
        #expect(policy.podSelector == .all && policy.namespace == "shop")
        #expect(policy.appliesToIngress && !policy.appliesToEgress)
    }

    @Test(arguments: [
        ("types: [Ingress]", "types: [Ingres]", true), ("types: [Ingress]", "typs: [Ingress]", true),
        ("types: [Ingress]", "egres: []", true), ("types: [Ingress]", "order: first", false),
        ("name: guard", "name: Guard!", false), ("name: guard", "label: {a: b}", false),
        ("name: guard", "name: guard, labels: {a: 'b c'}", false),
    ])
    func `nothing that cannot be read keeps a policy from denying, in each direction that may be meant`(
        text: String, mistake: String, bothDirections: Bool
    ) throws {
        try sandbox.put("guard.yaml", Self.broken.replacing(text, with: mistake))
        var reader = reader()
        _ = reader.refresh()
        guard case .policy(let policy)? = reader.resources.values.first?.resource else {
            Issue.record("no policy is in force")
            return
        }
        #expect(policy.ingress == [PolicyRule(.deny)])
        #expect(policy.appliesToEgress == bothDirections)
    }

    @Test func `a policy of a namespace that cannot be read says nothing, since nobody is in it`() throws {
        try sandbox.put(
            "guard.yaml",
            Self.broken.replacing("GlobalN", with: "N").replacing(
                "name: guard", with: "name: g, namespace: 'A b'"))
        var reader = reader()
        _ = reader.refresh()
        #expect(reader.resources.isEmpty)
        #expect(reader.problems.contains { $0.severity == .error })
    }

    @Test func `policies of which two have one name deny, each whom it is for`() throws {
        try sandbox.put(
            "guard.yaml",
            Self.broken.replacing("Denny", with: "Deny") + "\n---\n"
                + Self.broken.replacing("Denny", with: "Allow").replacing("'db'", with: "'web'"))
        var reader = reader()
        _ = reader.refresh()
        let policies = reader.resources.values.map(\.resource).compactMap { resource -> Policy? in
            guard case .policy(let policy) = resource else { return nil }
            return policy
        }
        #expect(policies.map(\.selector.description).sorted() == ["app == \"db\"", "app == \"web\""])
        #expect(policies.allSatisfy { $0.ingress == [PolicyRule(.deny)] })
        #expect(reader.problems.contains { $0.severity == .error && $0.message.contains("twice") })
    }

    @Test func `policies behind more failures than are listed deny as well`() throws {
        let rules = Array(repeating: "{action: Denny}", count: 1200).joined(separator: ", ")
        let first = Self.broken.replacing("[{action: Denny, protocol: TCP}]", with: "[\(rules)]")
        try sandbox.put("guard.yaml", first + "\n---\n" + Self.broken.replacing("guard", with: "second"))
        var reader = reader()
        _ = reader.refresh()
        #expect(reader.resources.count == 2)
    }

    @Test(arguments: ["kind: GlobalNetworkPolicy\n  spec: {", "metadata: [}"])
    func `a mistake that hides the policy does not lift what stands in for it`(mistake: String) throws {
        try sandbox.put("guard.yaml", Self.broken)
        var reader = reader()
        _ = reader.refresh()
        let standIn = reader.resources.values.map(\.resource)
        try sandbox.put("guard.yaml", mistake)
        _ = reader.refresh()
        #expect(standIn.count == 1)
        #expect(reader.resources.values.map(\.resource) == standIn)
        #expect(reader.problems.contains { $0.message.contains("until the file is mended") })
    }

    @Test func `a file that is removed leaves nothing`() throws {
        try sandbox.put("guard.yaml", Self.broken)
        var reader = reader()
        _ = reader.refresh()
        try sandbox.remove("guard.yaml")
        _ = reader.refresh()
        #expect(reader.resources.isEmpty)
    }

    @Test func `what is no policy says nothing, and a good policy in a bad file denies`() throws {
        try sandbox.put(
            "all.yaml",
            """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: open, namespace: shop}
            spec: {podSelector: {}, ingress: [{}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec: {nodeName: 7}
            """)
        var reader = reader()
        _ = reader.refresh()
        guard case .kubernetesNetworkPolicy(let policy)? = reader.resources.values.first?.resource else {
            Issue.record("no policy is in force")
            return
        }
        #expect(reader.resources.count == 1)
        #expect(policy.ingress.isEmpty && policy.appliesToIngress)
    }
}
