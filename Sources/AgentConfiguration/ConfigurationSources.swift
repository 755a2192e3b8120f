package import Resources
import Selectors
import Status

/// All that tells the agent how to work.
///
/// Lowest first: the defaults; of the state directory's FelixConfigurations `default`, then the one whose
/// selector finds this node, then `node.NAME`; the configuration file; the environment. All but the environment
/// may change at any time.
package struct ConfigurationSources: Sendable {
    /// What file and environment said when the agent started.
    ///
    /// What is ``Parameter/Reach/local`` stays so.
    package let surroundings: AgentConfiguration
    /// Of the file.
    private(set) var filed: [Setting] = []
    /// The lines of the file that are no settings.
    private(set) var fileProblems: [FileProblem] = []
    private let environment: [Setting]
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
    /// - Throws: every bad value of `file` and `environment` at once, if one of them says which node this is or
    ///   where its state is: an agent that guesses at that guards nothing. Else `resolved` reports them.
    package init(
        environment: [String: String], file: ConfigurationFile? = nil, hostname: String
    ) throws(ConfigurationError) {
        defaults = AgentConfiguration(nodeName: hostname.lowercased())
        self.environment =
            environment.compactMap { name, value in
                guard isOurs(name) else { return nil }
                let ours = ourName(of: name)
                guard ours == name || environment[ours] == nil else { return nil }
                return Setting(name: ours, value: value, source: .environment)
            }.inOrderOfNames
        (filed, fileProblems) = settings(of: file)
        var configuration = defaults
        var problems = fileProblems
        var isDecisive = false
        for setting in filed + self.environment {
            guard let parameter = AgentConfiguration.parameter(named: setting.name, in: setting.source) else {
                configuration.unused.append(UnusedSetting(setting))
                continue
            }
            guard let problem = parameter.set(setting, &configuration) else { continue }
            problems.append(problem)
            isDecisive = isDecisive || parameter.reach == .local
        }
        if configuration.nodeName.isEmpty {
            let message = "the host has no name: set FELIX_FELIXHOSTNAME to the node's"
            problems.append(FileProblem(.error, at: .environment, message))
            isDecisive = true
        }
        guard !isDecisive else { throw ConfigurationError(problems: problems, understood: configuration) }
        surroundings = configuration
    }

    /// Of file and environment, lowest first.
    var local: [Setting] { filed + environment }

    /// Takes `file` for what the file says from now on; `nil`: it is not there any more.
    package mutating func reload(_ file: ConfigurationFile?) {
        (filed, fileProblems) = settings(of: file)
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

extension ConfigurationSources {
    /// Those of `environment` that may be settings.
    package static func ours(in environment: [String: String]) -> [String: String] {
        environment.filter { isOurs($0.key) }
    }
}

private func settings(of file: ConfigurationFile?) -> ([Setting], [FileProblem]) {
    let (settings, problems) = file?.settings ?? ([], [])
    let named = settings.map { Setting(name: ourName(of: $0.name), value: $0.value, source: $0.source) }
    return (named.inOrderOfNames, problems)
}

private func isOurs(_ name: String) -> Bool {
    let ours = ourName(of: name).uppercased()
    return ours.hasPrefix("FELIX_") || ours.hasPrefix("GEMEL_")
}

/// What a setting called `name` is called here: calico/node's have no prefix, or another one.
private func ourName(of name: String) -> String {
    if name.hasPrefix("CALICO_IPV4POOL_") || name.hasPrefix("CALICO_IPV6POOL_") {
        return "GEMEL_\(name.dropFirst("CALICO_".count))"
    }
    if ["CALICO_NETWORKING_BACKEND", "CALICO_ROUTER_ID"].contains(name) {
        return "GEMEL_\(name.dropFirst("CALICO_".count))"
    }
    let bare = ["IP", "IP6", "IP_AUTODETECTION_METHOD", "IP6_AUTODETECTION_METHOD", "NO_DEFAULT_POOLS"]
    return bare.contains(name) ? "GEMEL_\(name)" : name
}
