import Addressing
import Selectors

extension AdminPolicy {
    /// Reads an AdminNetworkPolicy, BaselineAdminNetworkPolicy or ClusterNetworkPolicy.
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata, kind: Kind) {
        self.init(
            ResourceID(kind, name: metadata.name),
            tier: kind == .baselineAdminNetworkPolicy ? .baseline : .admin)
        guard var spec = manifest.require("spec")?.fields() else { return }
        if kind == .clusterNetworkPolicy { tier = spec.require("tier")?.word(Tier.self) ?? tier }
        if kind == .baselineAdminNetworkPolicy {
            if metadata.name != "default" {
                manifest.fail("metadata", "a BaselineAdminNetworkPolicy is called default: there is but one")
            }
        } else {
            priority = spec.require("priority")?.integer(in: 0...1000) ?? 0
        }
        readSubject(spec.require("subject"))
        ingress = spec.take("ingress")?.rules(of: kind, .ingress) ?? []
        egress = spec.take("egress")?.rules(of: kind, .egress) ?? []
        spec.finish()
    }

    private mutating func readSubject(_ value: FieldValue?) {
        guard let value, let peer = value.onlyField(of: ["namespaces", "pods"]) else { return }
        (namespaces, pods) =
            peer.name == "pods" ? peer.value.namespacedPods() : (peer.value.labelSelector(), .all)
    }
}

/// The two sections of a policy, which differ in what peers may be.
private enum Section {
    case ingress
    case egress
}

extension FieldValue {
    /// The API lets no policy have more than 25 (ClusterNetworkPolicy) or 100 rules a direction; nothing here
    /// depends on that, so that no more is made of it.
    fileprivate func rules(of kind: Kind, _ section: Section) -> [AdminPolicy.Rule] {
        items().map { AdminPolicy.Rule($0, kind: kind, section) }
    }

    /// The one field that a mapping has, which must be one of `names`.
    fileprivate func onlyField(of names: [String]) -> (name: String, value: FieldValue)? {
        var fields = self.fields()
        let found = names.compactMap { name in fields.take(name).map { (name, $0) } }
        fields.finish()
        guard found.count == 1 else {
            fail("has to have exactly one of \(names.joined(separator: ", "))")
            return nil
        }
        return found[0]
    }

    fileprivate func namespacedPods() -> (namespaces: Selector, pods: Selector) {
        var fields = self.fields()
        let namespaces = fields.take("namespaceSelector")?.labelSelector() ?? .all
        let pods = fields.require("podSelector")?.labelSelector() ?? .all
        fields.finish()
        return (namespaces, pods)
    }
}

extension AdminPolicy.Rule {
    fileprivate init(_ value: FieldValue, kind: Kind, _ section: Section) {
        var fields = value.fields()
        let isCluster = kind == .clusterNetworkPolicy
        let name = fields.take("name")?.string() ?? ""
        let action: PolicyRule.Action? =
            isCluster
            ? fields.require("action")?.word(ClusterAction.self)?.action
            : fields.require("action")?.word(AdminAction.self)?.action
        self.init(name: name, action ?? .deny, peers: [])
        if kind == .baselineAdminNetworkPolicy, action == .pass {
            fields.fail("action", "Pass leads nowhere: nothing is behind the baseline")
        }
        let list = fields.require(section == .ingress ? "from" : "to")
        peers = list?.items().compactMap { AdminPolicy.Peer($0, section) } ?? []
        if let list, list.items().isEmpty { list.fail("is empty: a rule needs at least one peer") }
        ports =
            isCluster
            ? fields.take("protocols")?.items().compactMap { AdminPolicy.Port(cluster: $0) } ?? []
            : fields.take("ports")?.items().compactMap { AdminPolicy.Port(admin: $0) } ?? []
        fields.finish()
    }

    private enum AdminAction: String, CaseIterable {
        case allow = "Allow"
        case deny = "Deny"
        case pass = "Pass"

        var action: PolicyRule.Action {
            switch self {
            case .allow: .allow
            case .deny: .deny
            case .pass: .pass
            }
        }
    }

    private enum ClusterAction: String, CaseIterable {
        case accept = "Accept"
        case deny = "Deny"
        case pass = "Pass"

        var action: PolicyRule.Action {
            switch self {
            case .accept: .allow
            case .deny: .deny
            case .pass: .pass
            }
        }
    }
}

extension AdminPolicy.Peer {
    fileprivate init?(_ value: FieldValue, _ section: Section) {
        let names =
            ["namespaces", "pods"] + (section == .egress ? ["nodes", "networks", "domainNames"] : [])
        guard let peer = value.onlyField(of: names) else { return nil }
        switch peer.name {
        case "namespaces": self = .pods(.all, namespaces: peer.value.labelSelector())
        case "pods":
            let (namespaces, pods) = peer.value.namespacedPods()
            self = .pods(pods, namespaces: namespaces)
        case "nodes": self = .nodes(peer.value.labelSelector())
        case "networks":
            let networks = peer.value.prefixes()
            if networks.isEmpty { peer.value.fail("has to name at least one network") }
            self = .networks(networks)
        default:
            peer.value.fail("names of domains cannot be enforced: only addresses are seen in packets")
            return nil
        }
    }
}

extension AdminPolicy.Port {
    /// Reads one of `ports` of `v1alpha1`.
    fileprivate init?(admin value: FieldValue) {
        guard let port = value.onlyField(of: ["portNumber", "portRange", "namedPort"]) else { return nil }
        guard port.name != "namedPort" else {
            self.init(transport: nil, port: .named(port.value.filledString()))
            return
        }
        var fields = port.value.fields()
        let transport = fields.take("protocol")?.transportWithPorts() ?? TransportName.tcp.number
        let range =
            port.name == "portNumber" ? fields.require("port")?.singlePort() : fields.portRange(port.value)
        fields.finish()
        self.init(transport: transport, port: range.map { .range($0) })
    }

    /// Reads one of `protocols` of `v1alpha2`.
    fileprivate init?(cluster value: FieldValue) {
        guard let entry = value.onlyField(of: ["tcp", "udp", "sctp", "destinationNamedPort"]) else {
            return nil
        }
        guard entry.name != "destinationNamedPort" else {
            self.init(transport: nil, port: .named(entry.value.filledString()))
            return
        }
        var fields = entry.value.fields()
        let port = fields.take("destinationPort")?.onlyField(of: ["number", "range"])
        fields.finish()
        let range: ClosedRange<UInt16>?
        if port?.name == "range", let value = port?.value {
            var bounds = value.fields()
            range = bounds.portRange(value)
            bounds.finish()
        } else {
            range = port?.value.singlePort()
        }
        self.init(
            transport: TransportName(rawValue: entry.name.uppercased())?.number,
            port: range.map { .range($0) })
    }
}

extension FieldValue {
    fileprivate func singlePort() -> ClosedRange<UInt16> {
        let number = port()
        return number...number
    }
}

extension FieldReader {
    /// `start` and `end`, of which the second has to be greater.
    fileprivate mutating func portRange(_ value: FieldValue) -> ClosedRange<UInt16>? {
        guard let start = require("start")?.port(), let end = require("end")?.port() else { return nil }
        guard start < end else {
            value.fail("end has to be greater than start")
            return nil
        }
        return start...end
    }
}
