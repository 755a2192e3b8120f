import FoundationEssentials
import Resources
import Testing

/// Tries every line of the table of fields in `docs/compatibility.md`.
struct CompatibilityPageTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let kind: String
        let field: String
        let value: String
        let outcome: String

        var testDescription: String { "\(kind) \(field)" }
    }

    private static let rows: [Row] = {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let bytes = FileManager.default.contents(atPath: "/\(folder)/docs/compatibility.md") ?? .init()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
            guard cells.count == 7, cells[2].hasPrefix("`"), cells[3].hasPrefix("`") else { return nil }
            return Row(
                kind: cells[1], field: String(cells[2].dropFirst().dropLast()),
                value: String(cells[3].dropFirst().dropLast()), outcome: cells[4])
        }
    }()

    @Test func `the page has its table`() { #expect(Self.rows.count > 90) }

    @Test(arguments: rows)
    func `a field does what the page says`(row: Row) throws {
        let without = decode(Manifest(row.kind).text)
        try #require(without.failures.isEmpty, "\(without.failures)")
        var manifest = Manifest(row.kind)
        manifest.prepare(for: row.field)
        let before = decode(manifest.text)
        manifest.set(row.field, row.value)
        let with = decode(manifest.text)
        switch row.outcome {
        case "enforced":
            #expect(with.failures.isEmpty)
            #expect(with.resources.map(\.resource) != before.resources.map(\.resource))
        case "ignored":
            #expect(with.failures.isEmpty)
            #expect(with.resources.map(\.resource) == before.resources.map(\.resource))
        case "read": #expect(with.failures.isEmpty)
        case "refused": #expect(!with.failures.isEmpty)
        default: Issue.record("\(row.outcome) is no outcome")
        }
    }
}

private func trimmed(_ cell: Substring) -> String {
    String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
}

/// A manifest in the making: YAML's flow style, as a tree.
private struct Manifest {
    private indirect enum Tree {
        case text(String)
        case mapping([(String, Tree)])
        case list(Tree)
    }

    private var root: Tree

    /// The least that the API takes of `kind`.
    init(_ kind: String) {
        let name = String(kind.prefix { $0 != "." })
        let isNamespaced = [
            "NetworkPolicy", "StagedNetworkPolicy", "StagedKubernetesNetworkPolicy", "NetworkSet",
            "WorkloadEndpoint",
        ].contains(name)
        let version =
            switch kind {
            case "NetworkPolicy.networking.k8s.io": "networking.k8s.io/v1"
            case "AdminNetworkPolicy", "BaselineAdminNetworkPolicy": "policy.networking.k8s.io/v1alpha1"
            case "ClusterNetworkPolicy": "policy.networking.k8s.io/v1alpha2"
            default: "projectcalico.org/v3"
            }
        let id = name == "BaselineAdminNetworkPolicy" ? "default" : "a"
        var metadata: [(String, Tree)] = [("name", .text(id))]
        if isNamespaced { metadata.append(("namespace", .text("shop"))) }
        root = .mapping([
            ("apiVersion", .text(version)), ("kind", .text(name)), ("metadata", .mapping(metadata)),
            ("spec", .mapping(Self.spec(of: kind))),
        ])
    }

    private static func spec(of kind: String) -> [(String, Tree)] {
        switch kind {
        case "NetworkPolicy.networking.k8s.io": [("podSelector", .text("{}"))]
        case "HostEndpoint": [("node", .text("node-a")), ("interfaceName", .text("eth0"))]
        case "WorkloadEndpoint":
            [
                ("node", .text("node-a")), ("orchestrator", .text("openstack")), ("workload", .text("w")),
                ("endpoint", .text("e")), ("interfaceName", .text("cali0")),
                ("ipNetworks", .text("[10.0.0.1/32]")),
            ]
        case "IPPool": [("cidr", .text("10.0.0.0/16"))]
        case "AdminNetworkPolicy": [("priority", .text("1")), ("subject", .text("{namespaces: {}}"))]
        case "BaselineAdminNetworkPolicy": [("subject", .text("{namespaces: {}}"))]
        case "ClusterNetworkPolicy":
            [("tier", .text("Admin")), ("priority", .text("1")), ("subject", .text("{namespaces: {}}"))]
        default: []
        }
    }

    var text: String { Self.text(of: root) }

    /// Adds what the API wants beside `field`.
    mutating func prepare(for field: String) {
        if field.hasPrefix("spec.ingress[]."), !field.hasPrefix("spec.ingress[].from"),
            field != "spec.ingress[].ports"
        {
            set("spec.ingress[].action", "Allow")
        }
        if field.hasPrefix("spec.egress[].destination") { set("spec.egress[].action", "Allow") }
        if field.hasSuffix("orts"), field.contains("[]."), !field.hasPrefix("spec.ingress[].ports") {
            set("spec.ingress[].protocol", "TCP")
        }
        if field.lowercased().hasSuffix("icmp") { set("spec.ingress[].protocol", "ICMP") }
        if field == "spec.ingress[].from" || field == "spec.ingress[].ports" {
            set("spec.ingress[].from", "[]")
        }
        if field == "spec.egress[].to" { set("spec.egress[].action", "Deny") }
        if field == "spec.doNotTrack" || field == "spec.preDNAT" { set("spec.applyOnForward", "true") }
        if field == "spec.preDNAT" { set("spec.types", "[Ingress]") }
    }

    /// Puts `value` at a place such as `spec.ingress[].source.nets`.
    mutating func set(_ path: String, _ value: String) {
        root = Self.set(root, path.split(separator: ".").map(String.init)[...], value)
    }

    private static func set(_ tree: Tree?, _ path: ArraySlice<String>, _ value: String) -> Tree {
        guard let part = path.first else { return .text(value) }
        var fields: [(String, Tree)] = []
        if case .mapping(let known)? = tree { fields = known }
        let name = part.hasSuffix("[]") ? String(part.dropLast(2)) : part
        let index = fields.firstIndex { $0.0 == name }
        var child = index.map { fields[$0].1 }
        if part.hasSuffix("[]") {
            var item: Tree?
            if case .list(let known)? = child { item = known }
            child = .list(set(item, path.dropFirst(), value))
        } else {
            child = set(child, path.dropFirst(), value)
        }
        guard let child else { return .mapping(fields) }
        if let index { fields[index].1 = child } else { fields.append((name, child)) }
        return .mapping(fields)
    }

    private static func text(of tree: Tree) -> String {
        switch tree {
        case .text(let text): text
        case .mapping(let fields):
            "{" + fields.map { "\($0.0): \(text(of: $0.1))" }.joined(separator: ", ") + "}"
        case .list(let item): "[" + text(of: item) + "]"
        }
    }
}
