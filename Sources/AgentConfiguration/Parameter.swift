import Status

/// One setting: its name outside, what it accepts, and the property it fills.
package struct Parameter: Sendable {
    /// Where a setting may be written, and when it takes effect.
    package enum Reach: Sendable {
        /// In the environment or the file: it is needed to find the state directory, or to read it.
        case local
        /// Anywhere; a change is not seen before the agent's next start.
        case untilRestart
        /// Anywhere and at any time.
        case anytime
    }

    /// The environment variable, in its usual capitals; names are read in any case.
    package let name: String
    /// What values are accepted, to complete the sentence "accepted is …".
    package let accepted: String
    /// The default as it would be written; the node's name depends on the host and is told in words.
    package let defaultText: String
    /// What the setting means, in whole sentences.
    package let documentation: String
    package let reach: Reach

    /// The parameter that this is only another name of.
    package let alias: String?

    /// Puts the setting's value into the configuration, or tells why it cannot.
    let set: @Sendable (Setting, inout AgentConfiguration) -> FileProblem?
    /// Whether two configurations have the same value.
    let isEqual: @Sendable (AgentConfiguration, AgentConfiguration) -> Bool
    /// The value as it would be written; empty where there is none.
    let text: @Sendable (AgentConfiguration) -> String
    /// Gives the second configuration the value of the first.
    let copy: @Sendable (AgentConfiguration, inout AgentConfiguration) -> Void

    /// - Parameters:
    ///   - defaultText: only where the default is not a constant.
    ///   - alias: the parameter that this is another name of.
    init<Value: Equatable>(
        _ name: String, _ property: any WritableKeyPath<AgentConfiguration, Value> & Sendable,
        _ kind: ParameterKind<Value>, _ documentation: String, reach: Reach = .anytime,
        defaultText: String? = nil, alias: String? = nil
    ) {
        self.name = name
        self.alias = alias
        self.accepted = kind.accepted
        self.documentation = documentation
        self.reach = reach
        self.defaultText = defaultText ?? kind.text(AgentConfiguration(nodeName: "")[keyPath: property])
        self.set = { setting, configuration in
            // Felix: an empty value is as good as none, `none` is the type's zero.
            guard !setting.value.isEmpty else { return nil }
            let value = setting.value.lowercased() == "none" ? kind.zero : kind.parse(setting.value)
            guard let value else { return .init(setting, parameter: name, accepted: kind.accepted) }
            configuration[keyPath: property] = value
            return nil
        }
        self.text = { kind.text($0[keyPath: property]) }
        self.copy = { $1[keyPath: property] = $0[keyPath: property] }
        self.isEqual = { $0[keyPath: property] == $1[keyPath: property] }
    }

    /// The name without `FELIX_` or `GEMEL_`, as files and FelixConfigurations may have it, in capitals.
    package var shortName: String { String(name.dropFirst("FELIX_".count)) }

    /// The name as a field of a FelixConfiguration, as Calico spells it, such as `natPortRange`.
    package var fieldName: String { FelixNames.fieldName(shortName) }
}

extension AgentConfiguration {
    /// The parameter called `name`: only the environment needs the prefix, as with Felix.
    static func parameter(named name: String, in source: SettingSource) -> Parameter? {
        let name = name.uppercased()
        return parameters.first { parameter in
            switch source {
            case .environment: parameter.name == name
            case .file: parameter.name == name || parameter.shortName == name
            case .resource: parameter.shortName == name
            }
        }
    }
}
