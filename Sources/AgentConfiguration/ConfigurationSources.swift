package import Resources
import Selectors

/// All that tells the agent how to work.
///
/// Lowest first: the defaults; of the state directory's FelixConfigurations `default`, then the one whose
/// selector finds this node, then `node.NAME`; the configuration file; the environment. The last two are read
/// once, when the agent starts; what the state directory says may change at any time.
package struct ConfigurationSources: Sendable {
    /// What file and environment alone say.
    package let surroundings: AgentConfiguration
    /// Of file and environment, lowest first; every value is known to be good.
    let local: [Setting]
    /// What is there before any setting.
    let defaults: AgentConfiguration
    var felixConfigurations: [String: LocatedConfiguration] = [:]
    /// This node's own.
    var nodeLabels: Labels = [:]

    struct LocatedConfiguration: Hashable, Sendable {
        let configuration: FelixConfiguration
        let position: SourcePosition
    }

    /// - Parameters:
    ///   - hostname: the kernel's name of the host; its lower-cased form is the node's default name.
    /// - Throws: every bad value of `file` and `environment` at once.
    package init(
        environment: [String: String], file: ConfigurationFile? = nil, hostname: String
    ) throws(ConfigurationError) {
        defaults = AgentConfiguration(nodeName: hostname.lowercased())
        let (settings, filed) = file.map { ($0.settings.settings, $0.settings.problems) } ?? ([], [])
        let variables = environment.filter { isOurs($0.key) }.map {
            Setting(name: $0.key, value: $0.value, source: .environment)
        }
        local = settings.inOrderOfNames + variables.inOrderOfNames
        var configuration = defaults
        var problems = filed
        for setting in local {
            guard let parameter = AgentConfiguration.parameter(named: setting.name, in: setting.source) else {
                configuration.unused.append(UnusedSetting(setting))
                continue
            }
            if let problem = parameter.set(setting, &configuration) { problems.append(problem) }
        }
        if configuration.nodeName.isEmpty {
            problems.append(.init(sentence: "the host has no name: set FELIX_FELIXHOSTNAME to the node's"))
        }
        guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
        surroundings = configuration
    }

    /// Takes `resource` for what `id` is from now on; `nil`: it is not there any more.
    ///
    /// Says whether the configuration may be another one now.
    package mutating func update(
        _ id: ResourceID, _ resource: Resource?, at position: SourcePosition?
    ) -> Bool {
        switch (id.kind, resource) {
        case (.felixConfiguration, .felixConfiguration(let configuration)?):
            let position = position ?? SourcePosition(file: "", line: 0, column: 0)
            let located = LocatedConfiguration(configuration: configuration, position: position)
            return felixConfigurations.updateValue(located, forKey: id.name) != located
        case (.felixConfiguration, _):
            return felixConfigurations.removeValue(forKey: id.name) != nil
        case (.node, _) where id.name == surroundings.nodeName:
            let before = nodeLabels
            nodeLabels = if case .node(let node)? = resource { node.labels } else { [:] }
            return nodeLabels != before
        default:
            return false
        }
    }
}

extension [Setting] {
    /// Sorted by name, so that equal settings give equal configurations, and of two names for one setting
    /// the one with `NFTABLES` counts; two with one name stay in their order.
    fileprivate var inOrderOfNames: [Setting] { sorted { $0.canonicalName < $1.canonicalName } }
}

extension Setting {
    fileprivate var canonicalName: String {
        AgentConfiguration.parameter(named: name, in: source)?.name ?? name.uppercased()
    }
}

private func isOurs(_ name: String) -> Bool {
    let name = name.uppercased()
    return name.hasPrefix("FELIX_") || name.hasPrefix("GEMEL_")
}
