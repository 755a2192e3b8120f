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

    @Test func `a policy of which nobody knows whom it is for says nothing`() throws {
        try sandbox.put("guard.yaml", Self.broken.replacing("app == 'db'", with: "app = 'db'"))
        var reader = reader()
        _ = reader.refresh()
        #expect(reader.resources.isEmpty)
        #expect(reader.problems.contains { $0.severity == .error })
    }

    @Test(arguments: ["kind: GlobalNetworkPolicy\n  spec: {", "app = 'db'"])
    func `a mistake that hides the policy does not lift what stands in for it`(mistake: String) throws {
        try sandbox.put("guard.yaml", Self.broken)
        var reader = reader()
        _ = reader.refresh()
        let standIn = reader.resources.values.map(\.resource)
        let isSelector = mistake.hasPrefix("app")
        try sandbox.put(
            "guard.yaml", isSelector ? Self.broken.replacing("app == 'db'", with: mistake) : mistake)
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
