import Addressing
package import Routing

extension AgentConfiguration {
    /// How other nodes find this one; calico/node has the same settings without `GEMEL_`.
    static let nodeAddressParameters: [Parameter] = [
        Parameter(
            "GEMEL_IP", \.nodeAddresses.v4.choice, .addressChoice(.v4),
            "This node's IPv4 address; `auto`: what the Node says, else detected; `autodetect`: detected "
                + "in any case. The environment may call it `IP`, as calico/node does."),
        Parameter(
            "GEMEL_IP6", \.nodeAddresses.v6.choice, .addressChoice(.v6),
            "The same for IPv6, `IP6`. Unlike with calico/node it is not without IPv6 where nothing is said."),
        Parameter(
            "GEMEL_IP_AUTODETECTION_METHOD", \.nodeAddresses.v4.method, .detectionMethod(.v4),
            "How the IPv4 address is detected. The environment may call it `IP_AUTODETECTION_METHOD`."),
        Parameter(
            "GEMEL_IP6_AUTODETECTION_METHOD", \.nodeAddresses.v6.method, .detectionMethod(.v6),
            "How the IPv6 address is detected. The environment may call it `IP6_AUTODETECTION_METHOD`."),
    ]
}

/// How the address of one family is found by which other nodes reach this one.
package struct NodeAddressSettings: Hashable, Sendable {
    package var choice = AddressChoice.automatic
    package var method = DetectionMethod.firstFound

    package init() {}
}

extension ParameterKind<AddressChoice> {
    static func addressChoice(_ family: IPFamily) -> ParameterKind {
        ParameterKind(
            accepted: "auto, autodetect, an \(family) address with or without /length, or none", zero: .absent
        ) { text in
            AddressChoice(text, family)
        } text: {
            $0.description
        }
    }
}

extension ParameterKind<DetectionMethod> {
    static func detectionMethod(_ family: IPFamily) -> ParameterKind {
        ParameterKind(
            accepted:
                "first-found, kubernetes-internal-ip, can-reach= with an \(family) address, interface= or "
                + "skip-interface= with regular expressions, or cidr= with blocks of \(family)"
        ) { text in
            DetectionMethod(text, family)
        } text: {
            $0.description
        }
    }
}
