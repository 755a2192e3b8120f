import Resources

/// A manifest in the making, one field more or less: YAML's flow style, as a tree.
struct FieldManifest {
    private indirect enum Tree {
        case text(String)
        case mapping([(String, Tree)])
        case list(Tree)
    }

    private let kind: String
    private var root: Tree

    /// The least that the API takes of `kind`.
    init(_ kind: String) {
        self.kind = kind
        let name = String(kind.prefix { $0 != "." })
        let isNamespaced = Kind(rawValue: name)?.isNamespaced == true
        let version =
            switch kind {
            case "NetworkPolicy.networking.k8s.io": "networking.k8s.io/v1"
            case "Pod", "Service", "Namespace", "ServiceAccount", "Node": "v1"
            case "EndpointSlice": "discovery.k8s.io/v1"
            case "AdminNetworkPolicy", "BaselineAdminNetworkPolicy": "policy.networking.k8s.io/v1alpha1"
            case "ClusterNetworkPolicy": "policy.networking.k8s.io/v1alpha2"
            default: "projectcalico.org/v3"
            }
        let id = ["BaselineAdminNetworkPolicy", "BGPConfiguration"].contains(name) ? "default" : "a"
        var metadata: [(String, Tree)] = [("name", .text(id))]
        if isNamespaced { metadata.append(("namespace", .text("shop"))) }
        root = .mapping([
            ("apiVersion", .text(version)), ("kind", .text(name)), ("metadata", .mapping(metadata)),
        ])
        if kind == "EndpointSlice" {
            set("addressType", "IPv4")
            set("metadata.labels", "{kubernetes.io/service-name: web}")
        } else if kind == "Pod" {
            set("status.podIPs", "[{ip: 10.0.0.8}, {ip: 'fd00::8'}]")
            set("spec.nodeName", "node-a")
        } else if !["Namespace", "ServiceAccount"].contains(kind) {
            if Self.spec(of: kind).isEmpty { set("spec", "{}") }
            for (field, value) in Self.spec(of: kind) { set("spec." + field, Self.text(of: value)) }
        }
    }

    private static func spec(of kind: String) -> [(String, Tree)] {
        switch kind {
        case "NetworkPolicy.networking.k8s.io": [("podSelector", .text("{}"))]
        case "HostEndpoint": [("node", .text("node-a")), ("interfaceName", .text("eth0"))]
        case "WorkloadEndpoint":
            [
                ("node", .text("node-a")), ("orchestrator", .text("openstack")), ("workload", .text("w")),
                ("endpoint", .text("e")), ("interfaceName", .text("cali0")),
                ("ipNetworks", .text("[10.0.0.1/32, 'fd00::1/128']")),
            ]
        case "IPPool": [("cidr", .text("10.0.0.0/16"))]
        case "AdminNetworkPolicy": [("priority", .text("1")), ("subject", .text("{namespaces: {}}"))]
        case "BaselineAdminNetworkPolicy": [("subject", .text("{namespaces: {}}"))]
        case "ClusterNetworkPolicy":
            [("tier", .text("Admin")), ("priority", .text("1")), ("subject", .text("{namespaces: {}}"))]
        case "BGPPeer": [("peerIP", .text("192.0.2.6")), ("asNumber", .text("65009"))]
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
        // No policy of the surroundings is for it, so that its profiles decide.
        if field == "spec.profiles" { set("metadata.labels", "{free: of-policy}") }
        if field == "status.podIP" { set("status.podIPs", "[]") }
        prepareForKind(field)
    }

    private mutating func prepareForKind(_ field: String) {
        switch kind {
        case "NetworkSet", "GlobalNetworkSet":
            if field == "metadata.labels" { set("spec.nets", "[192.0.2.0/24]") }
        case "BGPConfiguration":
            if field == "spec.serviceLoadBalancerAggregation" {
                set("spec.serviceLoadBalancerIPs", "[{cidr: 203.0.113.0/24}]")
            }
        case "BGPPeer":
            if field == "spec.peerSelector" || field == "spec.localWorkloadSelector" {
                set("spec.peerIP", "''")
                set("spec.asNumber", "null")
            }
            // The other end of the session is this node's then.
            if field == "spec.reversePeering" {
                set("spec.node", "node-b")
                set("spec.peerIP", "192.0.2.250")
                set("spec.asNumber", "64512")
            }
        case "HostEndpoint": if field == "spec.ports" { set("spec.expectedIPs", "[192.0.2.250]") }
        case "EndpointSlice":
            if field != "endpoints" { set("endpoints", "[{addresses: [10.0.0.7]}]") }
            if field != "ports" { set("ports", "[{port: 80}]") }
        // A policy without rules is for nothing.
        case "AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy":
            if ["spec.priority", "spec.subject", "spec.tier"].contains(field) {
                set("spec.egress", "[{action: Deny, to: [{namespaces: {}}]}]")
            }
        default: break
        }
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
