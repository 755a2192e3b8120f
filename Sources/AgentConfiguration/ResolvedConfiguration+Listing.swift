package import Status

extension ResolvedConfiguration {
    /// Every parameter with its value, and who set it or tried to.
    ///
    /// - Parameter start: what a running agent was started with; `nil` where none runs.
    package func listing(since start: AgentConfiguration?) -> ConfigurationListing {
        ConfigurationListing(
            isRunning: start != nil,
            parameters: AgentConfiguration.parameters.map { listed($0, since: start) },
            problems: problems(since: start))
    }

    /// All that is wrong or waits for a restart.
    ///
    /// - Parameter start: what a running agent was started with; `nil` where none runs.
    package func problems(since start: AgentConfiguration?) -> [FileProblem] {
        let missed = configuration.unused.filter(\.isMissed).map {
            FileProblem(.warning, at: $0.source, $0.sentence)
        }
        return problems + missed + (start.map { waitingForRestart(since: $0) } ?? [])
    }

    /// What has another value in force than in `before`, a line for each.
    package func changes(since before: ResolvedConfiguration) -> [String] {
        AgentConfiguration.parameters.compactMap { parameter in
            guard parameter.alias == nil, !parameter.isEqual(configuration, before.configuration) else {
                return nil
            }
            let (old, new) = (parameter.text(before.configuration), parameter.text(configuration))
            let place = origin(of: parameter).map { "\($0)" } ?? "by default"
            return "\(parameter.name) was `\(old)` and is `\(new)`: \(place)"
        }
    }

    private func listed(_ parameter: Parameter, since start: AgentConfiguration?) -> ListedParameter {
        let inForce = parameter.reach == .anytime ? asked : start ?? asked
        let attempts = attempts[parameter.key] ?? []
        let winner = attempts.lastIndex { $0.refusal == nil }
        let others = attempts.indices.reversed().filter { $0 != winner }.map { index in
            let attempt = attempts[index]
            return ListedParameter.Other(
                origin: "\(attempt.setting.source)", value: attempt.setting.value,
                reason: attempt.refusal ?? "overruled")
        }
        return ListedParameter(
            name: parameter.name, value: parameter.text(inForce),
            origin: origin(of: parameter)?.description ?? "default", defaultValue: parameter.defaultText,
            accepted: parameter.accepted, meaning: parameter.documentation,
            appliesOn: parameter.reach == .anytime ? "reload" : "restart",
            afterRestart: parameter.isEqual(inForce, asked) ? nil : parameter.text(asked), others: others)
    }
}
