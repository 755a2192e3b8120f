import AgentConfiguration
import Logging
import Resources
import StateDirectory
import Status

/// The settings that the agent goes by, as its sources change.
struct SettingsInForce {
    private var sources: ConfigurationSources
    private var resolved: ResolvedConfiguration
    /// What the parts of the agent that do not change any more were started with.
    private var atStart: AgentConfiguration?

    init(_ sources: ConfigurationSources) {
        self.sources = sources
        resolved = sources.resolved
    }

    var configuration: AgentConfiguration { resolved.configuration }

    /// From now on what is read at start only is fixed.
    mutating func start() { atStart = configuration }

    /// What is wrong with settings in the state directory.
    var problems: [FileProblem] {
        let waiting = atStart.map { resolved.waitingForRestart(since: $0) } ?? []
        return resolved.problems + waiting
    }

    /// Settings in the state directory that only Felix has a use for.
    var ignored: [Ignored] { resolved.unused.map { Ignored("setting \($0.name)", count: 1) } }

    /// Takes in what has changed; says whether another configuration, or another thing to say of it, came of
    /// it.
    ///
    /// - Parameter logger: is told of settings that only Felix knows.
    mutating func update(_ changes: [ResourceID: LocatedResource?], _ logger: Logger?) -> Bool {
        var mayDiffer = false
        for (id, located) in changes
        where sources.update(id, located?.resource, at: located?.position) { mayDiffer = true }
        guard mayDiffer else { return false }
        let before = resolved
        resolved = sources.resolved
        for setting in resolved.unused where !before.unused.contains(setting) { logger?.info("\(setting)") }
        return resolved != before
    }
}
