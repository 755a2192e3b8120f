package import Resources
import Selectors
package import Status

/// The configuration that all sources together give, and what is wrong with them.
package struct ResolvedConfiguration: Hashable, Sendable {
    package fileprivate(set) var configuration: AgentConfiguration
    /// The same, with what cannot change while the agent runs as the sources have it now.
    fileprivate(set) var asked: AgentConfiguration
    /// What is wrong in the sources, by place.
    package fileprivate(set) var problems: [FileProblem] = []
    /// Those of `problems` for which there may be no pool that should be there, or another than should.
    package fileprivate(set) var poolProblems: [FileProblem] = []
    /// Settings of FelixConfigurations for this node that Felix has and this agent does not.
    package fileprivate(set) var unused: [UnusedSetting] = []
    /// All that tried to set a parameter, lowest first, by the parameter's name.
    fileprivate(set) var attempts: [String: [Attempt]] = [:]

    fileprivate init(_ configuration: AgentConfiguration) {
        self.configuration = configuration
        asked = configuration
    }

    /// A setting, and why it was not taken if it was not.
    struct Attempt: Hashable, Sendable {
        let setting: Setting
        var refusal: String?
    }

    /// Where the value of `parameter` comes from; `nil` for the default.
    func origin(of parameter: Parameter) -> SettingSource? {
        attempts[parameter.key]?.last { $0.refusal == nil }?.setting.source
    }
}

extension Parameter {
    /// What attempts to set it are listed under.
    var key: String { alias ?? name }
}

extension ConfigurationSources {
    /// The configuration as it is now.
    ///
    /// A setting that cannot be understood is reported, and the next lower source that has a good one stands in
    /// for it. Nothing else is lost.
    package var resolved: ResolvedConfiguration {
        var result = ResolvedConfiguration(defaults)
        for located in applicable(&result) { result.take(located.configuration) }
        result.problems += fileProblems
        for setting in local {
            guard let parameter = AgentConfiguration.parameter(named: setting.name, in: setting.source) else {
                result.configuration.unused.append(UnusedSetting(setting))
                continue
            }
            guard !setting.value.isEmpty else { continue }
            let problem = parameter.set(setting, &result.configuration)
            if let problem { result.add(problem, of: parameter) }
            result.note(setting, for: parameter, refusal: problem.map { _ in parameter.refusal })
        }
        result.judgeDefaultPools()
        result.asked = result.configuration
        for parameter in AgentConfiguration.parameters where parameter.reach == .local {
            parameter.copy(surroundings, &result.configuration)
        }
        result.problems.sort { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
        return result
    }

    /// The FelixConfigurations that are for this node, lowest first.
    private func applicable(_ result: inout ResolvedConfiguration) -> [LocatedConfiguration] {
        let own = "node.\(surroundings.nodeName)"
        var selected: [LocatedConfiguration] = []
        for (name, located) in felixConfigurations.sorted(by: { $0.key < $1.key }) {
            guard name != "default", !name.hasPrefix("node.") else { continue }
            guard let selector = located.configuration.nodeSelector else {
                let message =
                    "no node takes it: it is neither `default` nor `node.NAME`, and has no nodeSelector"
                result.note(located, message)
                continue
            }
            guard selector.matches(nodeLabels) else { continue }
            if let first = selected.first {
                result.note(
                    located, "`\(first.configuration.name)`, before it by name, is for this node too")
            }
            selected.append(located)
        }
        return [felixConfigurations["default"], selected.first, felixConfigurations[own]].compactMap(\.self)
    }
}

extension ResolvedConfiguration {
    /// The resolution of one FelixConfiguration alone, whichever node it is for: to find what is wrong in it.
    package static func problems(in configuration: FelixConfiguration) -> [FileProblem] {
        var result = ResolvedConfiguration(AgentConfiguration(nodeName: ""))
        result.take(configuration)
        return result.problems
    }

    /// What a running agent that was started with `other` cannot change any more, for people.
    package func waitingForRestart(since other: AgentConfiguration) -> [FileProblem] {
        AgentConfiguration.parameters.compactMap { parameter in
            guard parameter.reach != .anytime, !parameter.isEqual(asked, other) else { return nil }
            let message = "\(parameter.name) has changed, which takes effect when the agent is started again"
            guard let origin = origin(of: parameter) else {
                return FileProblem(.warning, file: ".", message: message)
            }
            return FileProblem(.warning, at: origin, message)
        }
    }

    fileprivate mutating func take(_ felix: FelixConfiguration) {
        // By name, so that of two names for one setting the same one counts as elsewhere.
        for field in felix.settings.sorted(by: { $0.name.lowercased() < $1.name.lowercased() }) {
            let setting = Setting(
                name: field.name, value: field.value, source: .resource(name: felix.name, field.position))
            guard let parameter = AgentConfiguration.parameter(named: field.name, in: setting.source) else {
                note(setting)
                continue
            }
            guard parameter.reach != .local else {
                let message = "\(field.name) has no effect here: it belongs in the file or the environment"
                problems.append(FileProblem(.warning, at: field.position, message))
                note(setting, for: parameter, refusal: "belongs in the file or the environment")
                continue
            }
            guard !field.value.isEmpty else { continue }
            guard parameter.set(setting, &configuration) == nil else {
                note(setting, for: parameter, refusal: parameter.refusal)
                let message = "\(field.name) is `\(field.value)`, accepted is \(parameter.accepted)"
                add(FileProblem(.error, at: field.position, message), of: parameter)
                continue
            }
            note(setting, for: parameter, refusal: nil)
        }
    }

    fileprivate mutating func add(_ problem: FileProblem, of parameter: Parameter) {
        problems.append(problem)
        if parameter.isOfDefaultPools { poolProblems.append(problem) }
    }

    /// Says what of the settings of pools is good by itself, and not together.
    fileprivate mutating func judgeDefaultPools() {
        for conflict in configuration.defaultPoolConflicts {
            let origin = attempts[conflict.parameter]?.last { $0.refusal == nil }?.setting.source
            let message = "\(conflict.parameter) is of no use: \(conflict.reason)"
            let problem = FileProblem(.error, at: origin ?? .environment, message)
            problems.append(problem)
            poolProblems.append(problem)
        }
    }

    fileprivate mutating func note(_ setting: Setting, for parameter: Parameter, refusal: String?) {
        attempts[parameter.key, default: []].append(Attempt(setting: setting, refusal: refusal))
    }

    private mutating func note(_ setting: Setting) {
        let unused = UnusedSetting(setting)
        guard case .resource(_, let position) = setting.source, unused.isMissed else {
            self.unused.append(unused)
            return
        }
        problems.append(FileProblem(.warning, at: position, unused.sentence))
    }

    fileprivate mutating func note(
        _ located: ConfigurationSources.LocatedConfiguration, _ message: String
    ) {
        let sentence = "FelixConfiguration \(located.configuration.name): \(message)"
        problems.append(FileProblem(.warning, at: located.position, sentence))
    }
}

extension Parameter {
    fileprivate var isOfDefaultPools: Bool { name.contains("POOL") }

    /// Why a value that cannot be understood was not taken.
    fileprivate var refusal: String { "not understood, accepted is \(accepted)" }
}

extension FileProblem {
    fileprivate init(_ severity: Severity, at position: SourcePosition, _ message: String) {
        self.init(
            severity, file: position.file, line: position.line, column: position.column, message: message)
    }
}
