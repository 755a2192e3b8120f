import Addressing
import Resources
import Selectors

extension IPPool {
    var manifest: ManifestNode {
        object(
            calico, ResourceID(.ipPool, name: name),
            (
                "spec",
                .fields([
                    "cidr": .string("\(prefix)"), "blockSize": .number(blockSize),
                    "natOutgoing": natOutgoing ? .boolean(true) : nil,
                    "disabled": isDisabled ? .boolean(true) : nil,
                    "ipipMode": .string(ipipMode.rawValue), "vxlanMode": .string(vxlanMode.rawValue),
                    "nodeSelector": .string(nodeSelector.description),
                    "namespaceSelector": .string(namespaceSelector.description),
                    "allowedUses": .strings(allowedUses.map(\.rawValue).sorted()),
                    "disableBGPExport": disablesBGPExport ? .boolean(true) : nil,
                    "assignmentMode": isAutomatic ? nil : .string("Manual"),
                ])
            ))
    }
}

extension Service {
    var manifest: ManifestNode {
        let balancer = loadBalancerAddresses.map { ManifestNode.fields(["ip": .string("\($0)")]) }
        return object(
            "v1", ResourceID(.service, namespace: namespace, name: name),
            (
                "spec",
                .fields([
                    "clusterIPs": .strings(
                        clusterAddresses.isEmpty ? ["None"] : clusterAddresses.map(\.description)),
                    "externalIPs": ManifestNode.strings(externalAddresses.map(\.description)).unlessEmpty,
                ])
            ),
            (
                "status",
                balancer.isEmpty
                    ? nil : .fields(["loadBalancer": .fields(["ingress": .list(balancer)])])
            ))
    }
}

extension EndpointSlice {
    var manifest: ManifestNode {
        object(
            "discovery.k8s.io/v1", ResourceID(.endpointSlice, namespace: namespace, name: name),
            labels: serviceName.isEmpty ? [:] : ["kubernetes.io/service-name": serviceName],
            ("addressType", .string(addresses.first?.family == .v6 ? "IPv6" : "IPv4")),
            (
                "endpoints",
                .list(
                    addresses.map { address in
                        .fields([
                            "addresses": .strings(["\(address)"]),
                            "conditions": .fields(["ready": .boolean(true)]),
                        ])
                    })
            ),
            (
                "ports",
                .list(
                    ports.map { port in
                        .fields([
                            "name": .string(port.name), "port": port.port.map { .number($0) },
                            "protocol": .transport(port.transport),
                        ])
                    })
            ))
    }
}

extension BGPConfiguration {
    /// As far as it is about the addresses of services.
    var manifest: ManifestNode {
        let blocks = { (prefixes: [IPPrefix]) in
            ManifestNode.list(prefixes.map { .fields(["cidr": .string("\($0)")]) }).unlessEmpty
        }
        return object(
            calico, ResourceID(.bgpConfiguration, name: name),
            (
                "spec",
                .fields([
                    "serviceClusterIPs": blocks(serviceClusterBlocks),
                    "serviceExternalIPs": blocks(serviceExternalBlocks),
                    "serviceLoadBalancerIPs": blocks(serviceLoadBalancerBlocks),
                ])
            ))
    }
}

extension FelixConfiguration {
    var manifest: ManifestNode {
        var fields: [ManifestNode.Field] = []
        if let nodeSelector {
            fields.append(.init(key: "nodeSelector", value: .string(nodeSelector.description)))
        }
        for setting in settings {
            let isPlain = ["true", "false"].contains(setting.value) || Int(setting.value) != nil
            let text: ManifestNode = isPlain ? .plain(setting.value) : .string(setting.value)
            let isListOfPorts = setting.name.hasPrefix("failsafe")
            fields.append(
                .init(key: setting.name, value: isListOfPorts ? Self.ports(setting.value) : text))
        }
        return object(calico, ResourceID(.felixConfiguration, name: name), ("spec", .mapping(fields)))
    }

    /// `tcp:[2001:db8::/32]:22,udp:53` as the list that it stands for; `none` is the empty one.
    private static func ports(_ text: String) -> ManifestNode {
        guard text != "none" else { return .list([]) }
        return .list(
            text.split(separator: ",").map { port in
                let parts = port.split(separator: ":")
                let net = parts.dropFirst().dropLast().joined(separator: ":")
                // An abbreviated IPv6 address has two colons with nothing between them.
                let whole = port.split(separator: "[").last.map { $0.prefix { $0 != "]" } }
                let block = port.contains("[") ? String(whole ?? "") : net
                return .fields([
                    "protocol": parts.first.map { .string($0.uppercased()) },
                    "port": parts.last.map { .plain(String($0)) },
                    "net": block.isEmpty ? nil : .string(block),
                ])
            })
    }
}
