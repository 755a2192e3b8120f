import FoundationEssentials
import Testing

/// Looks for what the code that reads policies and endpoints reads, and whether the page tells of it.
struct ReadFieldTests {
    /// The files that read manifests, and the kinds on the page that they read.
    private static let readers: [(file: String, kinds: [String])] = [
        (
            "Policies/Policy",
            ["NetworkPolicy.projectcalico.org", "GlobalNetworkPolicy", "StagedNetworkPolicy"]
        ),
        ("Policies/PolicyRule", ["NetworkPolicy.projectcalico.org"]),
        ("Policies/EntityRule", ["NetworkPolicy.projectcalico.org"]),
        (
            "Policies/KubernetesNetworkPolicy",
            ["NetworkPolicy.networking.k8s.io", "StagedKubernetesNetworkPolicy"]
        ),
        ("Policies/LabelSelector", ["NetworkPolicy.networking.k8s.io"]),
        (
            "Policies/AdminPolicy",
            ["AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy"]
        ),
        ("Policies/Tier", ["Tier"]), ("Policies/Profile", ["Profile"]),
        ("Policies/NetworkSet", ["NetworkSet"]),
        ("Endpoints/HostEndpoint", ["HostEndpoint"]), ("Endpoints/WorkloadEndpoint", ["WorkloadEndpoint"]),
        ("Endpoints/Pod", ["Pod"]), ("Addresses/IPPool", ["IPPool", "IPReservation"]),
        ("Services/EndpointSlice", ["EndpointSlice"]),
        ("BGP/BGPConfiguration", ["BGPConfiguration"]), ("BGP/BGPPeer", ["BGPPeer"]),
        ("BGP/BGPFilter", ["BGPFilter"]),
    ]

    @Test(arguments: readers.map(\.file))
    func `the page tells of every field that is read`(file: String) throws {
        let kinds = try #require(Self.readers.first { $0.file == file }).kinds
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "/\(folder)/Sources/Resources/\(file)+Decoding.swift"
        let source = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
        let fields = Self.fields(in: source)
        #expect(!fields.isEmpty)
        let rows = CompatibilityPageTests.rows.filter { kinds.contains($0.kind) }
        let told = Set(rows.flatMap { ($0.field + " " + $0.value).split { !$0.isLetter && !$0.isNumber } })
        #expect(fields.filter { !told.contains(Substring($0)) } == [])
    }

    /// The names in `take("name")` and `require("name")`.
    private static func fields(in source: String) -> [String] {
        var names: Set<String> = []
        let parts = source.split(separator: "\"", omittingEmptySubsequences: false)
        for (call, name) in zip(parts, parts.dropFirst())
        where call.hasSuffix("take(") || call.hasSuffix("require(") {
            names.insert(String(name))
        }
        return names.sorted()
    }
}
