/// One setting: its name outside, what it accepts, and the property it fills.
package struct Parameter: Sendable {
    /// The environment variable, in its usual capitals; names are read in any case.
    package let name: String
    /// What values are accepted, to complete the sentence "accepted is …".
    package let accepted: String
    /// The default as it would be written; the node's name depends on the host and is told in words.
    package let defaultText: String
    /// What the setting means, in whole sentences.
    package let documentation: String

    /// Puts the setting's value into the configuration, or tells why it cannot.
    let set: @Sendable (Setting, inout AgentConfiguration) -> ConfigurationError.Problem?

    /// - Parameter defaultText: only where the default is not a constant.
    init<Value>(
        _ name: String, _ property: any WritableKeyPath<AgentConfiguration, Value> & Sendable,
        _ kind: ParameterKind<Value>, _ documentation: String, defaultText: String? = nil
    ) {
        self.name = name
        self.accepted = kind.accepted
        self.documentation = documentation
        self.defaultText = defaultText ?? kind.text(AgentConfiguration(nodeName: "")[keyPath: property])
        self.set = { setting, configuration in
            // Felix: an empty value is as good as none, `none` is the type's zero.
            guard !setting.value.isEmpty else { return nil }
            let value = setting.value.lowercased() == "none" ? kind.zero : kind.parse(setting.value)
            guard let value else { return .init(setting, parameter: name, accepted: kind.accepted) }
            configuration[keyPath: property] = value
            return nil
        }
    }
}

extension AgentConfiguration {
    /// Every setting the agent knows, in the order in which they are documented.
    package static let parameters: [Parameter] = [
        Parameter(
            "GEMEL_STATE_DIR", \.stateDirectory, .path, "Where the manifests are that the agent follows."),
        Parameter("GEMEL_RUN_DIR", \.runDirectory, .path, "Where the control socket is; emptied at boot."),
        Parameter("GEMEL_CACHE_DIR", \.cacheDirectory, .path, "Where each file's last good content is kept."),
        Parameter(
            "FELIX_FELIXHOSTNAME", \.nodeName, .nodeName, "The name of this node in the manifests.",
            defaultText: "the host's name in lower case"),
        Parameter(
            "FELIX_IPV6SUPPORT", \.ipv6Support, .boolean,
            "Whether workloads may speak IPv6. If not, all their IPv6 is blocked."),
        Parameter(
            "FELIX_INTERFACEPREFIX", \.interfacePrefixes, .interfacePrefixes,
            "What the names of workload interfaces begin with. Pods' interfaces are named with the first."),
        Parameter(
            "FELIX_DEFAULTENDPOINTTOHOSTACTION", \.endpointToHostAction, .choice(),
            "What becomes of packets from a workload to its own host that its policy has passed."),
        Parameter("FELIX_HEALTHENABLED", \.healthEnabled, .boolean, "Whether health is served over HTTP."),
        Parameter("FELIX_HEALTHHOST", \.healthHost, .host, "The name or address health is served on."),
        Parameter("FELIX_HEALTHPORT", \.healthPort, .port, "The TCP port health is served on."),
        Parameter(
            "FELIX_LOGSEVERITYSCREEN", \.logSeverity, .choice(zero: LogSeverity.none),
            "The least important messages that are still printed."),
    ]

    /// The parameter called `name`: in a file, as in Felix's, the prefix of the variable may be left out.
    static func parameter(named name: String, in source: SettingSource) -> Parameter? {
        let name = name.uppercased()
        return parameters.first { parameter in
            switch source {
            case .environment: parameter.name == name
            case .file: parameter.name == name || parameter.name.dropFirst("FELIX_".count) == name
            }
        }
    }
}
