import Addressing
import Resources
import Selectors

let calico = "projectcalico.org/v3"

/// An object of the API: what it is, what it is called, and its sections, those without content left out.
func object(
    _ version: String, _ id: ResourceID, kind: String? = nil, labels: Labels = [:],
    annotations: [String: String] = [:], _ sections: (String, ManifestNode?)...
) -> ManifestNode {
    let known: ManifestNode = .fields([
        "apiVersion": .string(version), "kind": .string(kind ?? id.kind.rawValue),
        "metadata": .fields([
            "name": .string(id.name), "namespace": id.namespace.isEmpty ? nil : .string(id.namespace),
            "labels": .labels(labels), "annotations": .labels(annotations),
        ]),
    ])
    guard case .mapping(let fields) = known else { return known }
    return .mapping(
        fields
            + sections.compactMap { name, value in
                value.map { ManifestNode.Field(key: name, value: $0) }
            })
}

extension ManifestNode {
    /// Labels, or other pairs of strings, by name; `nil` for none.
    static func labels(_ labels: [String: String]) -> ManifestNode? {
        ManifestNode.mapping(
            labels.sorted { $0.key < $1.key }.map { Field(key: $0.key, value: .string($0.value)) }
        ).unlessEmpty
    }

    /// Addresses with lengths; `nil` for none.
    static func prefixes(_ prefixes: [IPPrefix]) -> ManifestNode? {
        ManifestNode.strings(prefixes.map(\.description)).unlessEmpty
    }

    static func transport(_ number: UInt8) -> ManifestNode {
        transportNames[number].map { .string($0) } ?? .number(number)
    }
}

/// As Kubernetes and Calico spell them.
private let transportNames: [UInt8: String] = [1: "ICMP", 6: "TCP", 17: "UDP", 58: "ICMPv6", 132: "SCTP"]

func nodeAddress(_ address: IPAddress) -> ManifestNode {
    .fields(["type": .string("InternalIP"), "address": .string("\(address)")])
}

extension EndpointPort {
    /// As HostEndpoints and WorkloadEndpoints have it.
    var manifest: ManifestNode {
        .fields(["name": .string(name), "port": .number(port), "protocol": .transport(transport)])
    }
}
