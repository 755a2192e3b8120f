import Addressing
import Resources

extension Pod {
    var manifest: ManifestNode {
        let ports = ports.map { port in
            ManifestNode.fields([
                "name": .string(port.name), "containerPort": .number(port.port),
                "protocol": .transport(port.transport),
            ])
        }
        let container: ManifestNode = .fields([
            "name": .string("main"), "image": .string("example"), "ports": .list(ports).unlessEmpty,
        ])
        return object(
            "v1", ResourceID(.pod, namespace: namespace, name: name), labels: labels,
            annotations: annotations,
            (
                "spec",
                .fields([
                    "nodeName": nodeName.isEmpty ? nil : .string(nodeName),
                    "serviceAccountName": .string(serviceAccount),
                    "hostNetwork": isHostNetwork ? .boolean(true) : nil, "containers": .list([container]),
                ])
            ),
            (
                "status",
                .fields([
                    "phase": .string(isFinished ? "Succeeded" : "Running"),
                    "podIPs": ManifestNode.list(
                        addresses.map { .fields(["ip": .string("\($0)")]) }
                    ).unlessEmpty,
                ])
            ))
    }
}

extension WorkloadEndpoint {
    var manifest: ManifestNode {
        object(
            calico, ResourceID(.workloadEndpoint, namespace: namespace, name: name), labels: labels,
            (
                "spec",
                .fields([
                    "node": .string(node), "orchestrator": .string(orchestrator),
                    "workload": workload.isEmpty ? nil : .string(workload),
                    "endpoint": .string("eth0"), "interfaceName": .string(interfaceName),
                    "mac": mac.map { .string($0) },
                    "serviceAccountName": serviceAccount.isEmpty ? nil : .string(serviceAccount),
                    "ipNetworks": .prefixes(addresses.map { IPPrefix($0) }),
                    "profiles": ManifestNode.strings(profiles).unlessEmpty,
                    "ports": ManifestNode.list(ports.map(\.manifest)).unlessEmpty,
                    "ipNATs": ManifestNode.list(
                        extras.floatingAddresses.map { pair in
                            .fields([
                                "internalIP": pair.internal.map { .string("\($0)") },
                                "externalIP": .string("\(pair.external)"),
                            ])
                        }
                    ).unlessEmpty,
                ])
            ))
    }
}

extension HostEndpoint {
    var manifest: ManifestNode {
        let name: String? =
            switch interface {
            case .all: "*"
            case .named(let name): name
            case .withExpectedAddress: nil
            }
        return object(
            calico, ResourceID(.hostEndpoint, name: self.name), labels: labels,
            (
                "spec",
                .fields([
                    "node": .string(node), "interfaceName": name.map { .string($0) },
                    "expectedIPs": ManifestNode.strings(expectedAddresses.map(\.description)).unlessEmpty,
                    "profiles": ManifestNode.strings(profiles).unlessEmpty,
                    "ports": ManifestNode.list(ports.map(\.manifest)).unlessEmpty,
                ])
            ))
    }
}
