import Addressing

extension AgentConfiguration {
    /// The tunnels between nodes, but for those of VXLAN.
    static let tunnelParameters: [Parameter] = [
        Parameter(
            "FELIX_EXTERNALNODESCIDRLIST", \.dataplane.externalNodes, .prefixes,
            "Nodes outside the cluster, of both families, from which wrapped packets are taken, too."),
        Parameter(
            "FELIX_EXTERNALNODESLIST", \.dataplane.externalNodes, .prefixes,
            "Another name of FELIX_EXTERNALNODESCIDRLIST, which in the same place goes before it.",
            alias: "FELIX_EXTERNALNODESCIDRLIST"),
        Parameter(
            "FELIX_IPINIPENABLED", \.dataplane.ipipEnabled, .optionalBoolean,
            "Whether there is an end of IP in IP, `tunl0`; without a value, as long as a pool wants one."),
        Parameter(
            "FELIX_IPINIPMTU", \.dataplane.ipipMTU, .number(0...65535, zero: 0),
            "The MTU of IP in IP; 0: that of the interface under it less 20."),
        Parameter(
            "FELIX_IPIPENABLED", \.dataplane.ipipEnabled, .optionalBoolean,
            "Another name of FELIX_IPINIPENABLED, as a FelixConfiguration has it.",
            alias: "FELIX_IPINIPENABLED"),
        Parameter(
            "FELIX_IPIPMTU", \.dataplane.ipipMTU, .number(0...65535, zero: 0),
            "Another name of FELIX_IPINIPMTU, as a FelixConfiguration has it.", alias: "FELIX_IPINIPMTU"),
    ]
}

extension ParameterKind<[IPPrefix]> {
    static let prefixes = ParameterKind(
        accepted: "a comma-separated list of blocks such as 192.0.2.0/24, or of addresses, or none", zero: []
    ) { list in
        var prefixes: [IPPrefix] = []
        for part in list.split(separator: ",", omittingEmptySubsequences: false) {
            let text = part.trimmed
            guard let prefix = IPPrefix(text) ?? IPAddress(text).map({ IPPrefix($0) }) else { return nil }
            prefixes.append(prefix)
        }
        return prefixes
    } text: {
        $0.map(\.description).joined(separator: ",")
    }
}

extension ParameterKind<Bool?> {
    static let optionalBoolean = ParameterKind(
        accepted: "true, yes, y, t or 1, or false, no, n, f or 0, or none", zero: .some(nil)
    ) { word in
        ParameterKind<Bool>.boolean.parse(word).map { .some($0) }
    } text: {
        $0.map { $0 ? "true" : "false" } ?? ""
    }
}
