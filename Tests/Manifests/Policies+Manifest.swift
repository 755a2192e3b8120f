import Addressing
import Resources
import Selectors

extension Policy {
    var manifest: ManifestNode {
        let types = (appliesToIngress ? ["Ingress"] : []) + (appliesToEgress ? ["Egress"] : [])
        return object(
            calico, id,
            (
                "spec",
                .fields([
                    "tier": .string(tier), "order": order.map { .plain("\($0)") },
                    "selector": .string(selector.description),
                    "namespaceSelector": namespaceSelector.map { .string($0.description) },
                    "serviceAccountSelector": serviceAccountSelector.map { .string($0.description) },
                    "types": .strings(types),
                    "ingress": ManifestNode.list(ingress.map(\.manifest)).unlessEmpty,
                    "egress": ManifestNode.list(egress.map(\.manifest)).unlessEmpty,
                    "doNotTrack": enforcement == .untracked ? .boolean(true) : nil,
                    "preDNAT": enforcement == .preDNAT ? .boolean(true) : nil,
                    "applyOnForward": appliesOnForward ? .boolean(true) : nil,
                    "stagedAction": stagedAction.map { .string($0.rawValue) },
                ])
            ))
    }
}

extension PolicyRule {
    var manifest: ManifestNode {
        .fields([
            "action": .string(action.rawValue), "ipVersion": family.map { .plain($0 == .v4 ? "4" : "6") },
            "protocol": transport.map { .transport($0) }, "notProtocol": notTransport.map { .transport($0) },
            "icmp": icmp?.manifest, "notICMP": notICMP?.manifest, "source": source.manifest.unlessEmpty,
            "destination": destination.manifest.unlessEmpty,
            "metadata": ManifestNode.labels(annotations).map { .fields(["annotations": $0]) },
        ])
    }
}

extension ICMPMatch {
    fileprivate var manifest: ManifestNode {
        .fields(["type": .number(type), "code": code.map { .number($0) }])
    }
}

extension EntityRule {
    fileprivate var manifest: ManifestNode {
        let namespaces: String? =
            switch namespaceSelector {
            case .global: "global()"
            case .matching(let selector): selector.description
            case nil: nil
            }
        return .fields([
            "nets": .prefixes(nets), "notNets": .prefixes(notNets),
            "selector": selector.map { .string($0.description) },
            "notSelector": notSelector.map { .string($0.description) },
            "namespaceSelector": namespaces.map { .string($0) },
            "serviceAccounts": serviceAccounts.map { accounts in
                .fields([
                    "names": ManifestNode.strings(accounts.names).unlessEmpty,
                    "selector": accounts.selector.map { .string($0.description) },
                ])
            },
            "ports": ManifestNode.list(ports.map(\.manifest)).unlessEmpty,
            "notPorts": ManifestNode.list(notPorts.map(\.manifest)).unlessEmpty,
            "services": service.map { service in
                .fields([
                    "name": .string(service.name),
                    "namespace": service.namespace.isEmpty ? nil : .string(service.namespace),
                ])
            },
        ])
    }
}

extension PortMatch {
    /// As Calico has it.
    var manifest: ManifestNode {
        switch self {
        case .range(let range) where range.count == 1: .number(range.lowerBound)
        case .range(let range): .string("\(range.lowerBound):\(range.upperBound)")
        case .named(let name): .string(name)
        }
    }
}
