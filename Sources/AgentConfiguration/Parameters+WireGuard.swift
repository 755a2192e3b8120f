import Addressing

/// How what nodes send each other is encrypted in one family.
package struct WireGuardSettings: Hashable, Sendable {
    package var isEnabled = false
    package var interface: String
    package var port: UInt16
    /// 0: as large as the interface under it allows.
    package var mtu: UInt32 = 0

    init(_ family: IPFamily) {
        interface = family == .v4 ? "wireguard.cali" : "wg-v6.cali"
        port = family == .v4 ? 51820 : 51821
    }
}

extension AgentConfiguration {
    static let wireGuardParameters: [Parameter] = [
        Parameter(
            "FELIX_WIREGUARDENABLED", \.dataplane.wireGuard.v4.isEnabled, .boolean,
            "Whether what workloads send to nodes that have a key, too, is encrypted by WireGuard, for IPv4."),
        Parameter(
            "FELIX_WIREGUARDENABLEDV6", \.dataplane.wireGuard.v6.isEnabled, .boolean, "The same for IPv6."),
        Parameter(
            "FELIX_WIREGUARDINTERFACENAME", \.dataplane.wireGuard.v4.interface, .interfaceName,
            "WireGuard's interface for IPv4."),
        Parameter(
            "FELIX_WIREGUARDINTERFACENAMEV6", \.dataplane.wireGuard.v6.interface, .interfaceName,
            "WireGuard's interface for IPv6."),
        Parameter(
            "FELIX_WIREGUARDLISTENINGPORT", \.dataplane.wireGuard.v4.port, .number(1...65535),
            "WireGuard's UDP port for IPv4, on this and all other nodes."),
        Parameter(
            "FELIX_WIREGUARDLISTENINGPORTV6", \.dataplane.wireGuard.v6.port, .number(1...65535),
            "WireGuard's UDP port for IPv6, on this and all other nodes."),
        Parameter(
            "FELIX_WIREGUARDMTU", \.dataplane.wireGuard.v4.mtu, .number(0...65535, zero: 0),
            "The MTU of WireGuard's interface for IPv4; 0: that of the interface under it less 60."),
        Parameter(
            "FELIX_WIREGUARDMTUV6", \.dataplane.wireGuard.v6.mtu, .number(0...65535, zero: 0),
            "The MTU of WireGuard's interface for IPv6; 0: that of the interface under it less 80."),
        Parameter(
            "FELIX_WIREGUARDPERSISTENTKEEPALIVE", \.dataplane.wireGuardKeepAlive, .keepAlive,
            "How often WireGuard sends something to each node where there is nothing to send; 0: never."),
        Parameter(
            "FELIX_WIREGUARDKEEPALIVE", \.dataplane.wireGuardKeepAlive, .keepAlive,
            "Another name of FELIX_WIREGUARDPERSISTENTKEEPALIVE, which in the same place goes before it.",
            alias: "FELIX_WIREGUARDPERSISTENTKEEPALIVE"),
    ]
}

extension ParameterKind<String> {
    /// As the kernel takes it.
    static let interfaceName = ParameterKind(
        accepted: "an interface's name of letters, digits and `:._+-`, at most 15 of them"
    ) { name in
        let fits = name.utf8.allSatisfy { $0.isWordByte || ":.+".utf8.contains($0) }
        return fits && (1...15).contains(name.utf8.count) && name != "." && name != ".." ? name : nil
    } text: {
        $0
    }
}

extension ParameterKind<UInt16> {
    /// Seconds; a part of one is a whole one, since 0 means never.
    static let keepAlive = ParameterKind(
        accepted: "a number of seconds up to 65535, such as 25 or 25s", zero: 0
    ) { text in
        let digits = text.hasSuffix("s") ? String(text.dropLast()) : text
        guard let seconds = ParameterKind<Duration>.seconds.parse(digits), seconds <= .seconds(65535) else {
            return nil
        }
        let (whole, rest) = seconds.components
        return UInt16(clamping: whole + (rest > 0 ? 1 : 0))
    } text: {
        String($0)
    }
}
