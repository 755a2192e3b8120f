import Addressing
import Resources
import Selectors

extension KubernetesNetworkPolicy {
    var manifest: ManifestNode {
        let types = (appliesToIngress ? ["Ingress"] : []) + (appliesToEgress ? ["Egress"] : [])
        let id = Resource.kubernetesNetworkPolicy(self).id
        return object(
            stagedAction == nil ? "networking.k8s.io/v1" : calico, id,
            kind: stagedAction == nil ? "NetworkPolicy" : id.kind.rawValue,
            (
                "spec",
                .fields([
                    "podSelector": podSelector.labelSelector, "policyTypes": .strings(types),
                    "ingress": ManifestNode.list(ingress.map { $0.manifest("from") }).unlessEmpty,
                    "egress": ManifestNode.list(egress.map { $0.manifest("to") }).unlessEmpty,
                    "stagedAction": stagedAction.map { .string($0.rawValue) },
                ])
            ))
    }
}

extension KubernetesNetworkPolicy.Rule {
    fileprivate func manifest(_ direction: String) -> ManifestNode {
        .mapping(
            [
                (direction, ManifestNode.list(peers.map(\.manifest))),
                ("ports", ManifestNode.list(ports.map(\.manifest))),
            ].compactMap { key, value in value.unlessEmpty.map { ManifestNode.Field(key: key, value: $0) } })
    }
}

extension KubernetesNetworkPolicy.Peer {
    fileprivate var manifest: ManifestNode {
        switch self {
        case .block(let block, let exceptions):
            .fields([
                "ipBlock": .fields(["cidr": .string("\(block)"), "except": .prefixes(exceptions)])
            ])
        case .pods(let pods, let namespaces):
            .fields([
                "podSelector": pods?.labelSelector, "namespaceSelector": namespaces?.labelSelector,
            ])
        }
    }
}

extension KubernetesNetworkPolicy.Port {
    fileprivate var manifest: ManifestNode {
        guard case .range(let range)? = port, range.count > 1 else {
            return .fields(["protocol": .transport(transport), "port": port?.manifest])
        }
        return .fields([
            "protocol": .transport(transport), "port": .number(range.lowerBound),
            "endPort": .number(range.upperBound),
        ])
    }
}

extension AdminPolicy {
    var manifest: ManifestNode {
        let version = id.kind == .clusterNetworkPolicy ? "v1alpha2" : "v1alpha1"
        let subject: ManifestNode =
            pods == .all
            ? .fields(["namespaces": namespaces.labelSelector])
            : .fields([
                "pods": .fields([
                    "namespaceSelector": namespaces.labelSelector, "podSelector": pods.labelSelector,
                ])
            ])
        return object(
            "policy.networking.k8s.io/" + version, id,
            (
                "spec",
                .fields([
                    "tier": id.kind == .clusterNetworkPolicy ? .string(tier.rawValue) : nil,
                    "priority": id.kind == .baselineAdminNetworkPolicy ? nil : .number(priority),
                    "subject": subject,
                    "ingress": ManifestNode.list(ingress.map { $0.manifest(id.kind, "from") }).unlessEmpty,
                    "egress": ManifestNode.list(egress.map { $0.manifest(id.kind, "to") }).unlessEmpty,
                ])
            ))
    }
}

extension AdminPolicy.Rule {
    fileprivate func manifest(_ kind: Kind, _ direction: String) -> ManifestNode {
        let isCluster = kind == .clusterNetworkPolicy
        let verb = isCluster && action == .allow ? "Accept" : action.rawValue
        let ports = ports.map { isCluster ? $0.cluster : $0.admin }
        return .mapping(
            [
                ("name", name.isEmpty ? nil : .string(name)), ("action", .string(verb)),
                (direction, .list(peers.map(\.manifest))),
                (isCluster ? "protocols" : "ports", ManifestNode.list(ports).unlessEmpty),
            ].compactMap { key, value in value.map { ManifestNode.Field(key: key, value: $0) } })
    }
}

extension AdminPolicy.Peer {
    fileprivate var manifest: ManifestNode {
        switch self {
        case .pods(.all, let namespaces): .fields(["namespaces": namespaces.labelSelector])
        case .pods(let pods, let namespaces):
            .fields([
                "pods": .fields([
                    "namespaceSelector": namespaces.labelSelector, "podSelector": pods.labelSelector,
                ])
            ])
        case .nodes(let selector): .fields(["nodes": selector.labelSelector])
        case .networks(let networks): .fields(["networks": .strings(networks.map(\.description))])
        }
    }
}

extension AdminPolicy.Port {
    /// As `v1alpha1` has it.
    fileprivate var admin: ManifestNode {
        let transport = transport.map { ManifestNode.transport($0) }
        switch port {
        case .named(let name): return .fields(["namedPort": .string(name)])
        case .range(let range) where range.count == 1:
            return .fields([
                "portNumber": .fields(["protocol": transport, "port": .number(range.lowerBound)])
            ])
        case .range(let range):
            return .fields([
                "portRange": .fields([
                    "protocol": transport, "start": .number(range.lowerBound),
                    "end": .number(range.upperBound),
                ])
            ])
        case nil: preconditionFailure("v1alpha1 has no port for a whole protocol")
        }
    }

    /// As `v1alpha2` has it.
    fileprivate var cluster: ManifestNode {
        if case .named(let name)? = port { return .fields(["destinationNamedPort": .string(name)]) }
        let names: [UInt8: String] = [6: "tcp", 17: "udp", 132: "sctp"]
        var destination: ManifestNode?
        if case .range(let range)? = port {
            destination =
                range.count == 1
                ? .fields(["number": .number(range.lowerBound)])
                : .fields([
                    "range": .fields([
                        "start": .number(range.lowerBound), "end": .number(range.upperBound),
                    ])
                ])
        }
        let key = transport.flatMap { names[$0] } ?? "tcp"
        return .mapping([.init(key: key, value: .fields(["destinationPort": destination]))])
    }
}
