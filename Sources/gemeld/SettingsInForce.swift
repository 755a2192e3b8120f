package import AgentConfiguration
package import Logging
package import Resources
package import StateDirectory
import Status

/// The settings that the agent goes by, as its sources change.
package struct SettingsInForce {
    private var sources: ConfigurationSources
    private var resolved: ResolvedConfiguration { didSet { findProblems() } }
    /// What the parts of the agent that do not change any more were started with.
    private var atStart: AgentConfiguration? { didSet { findProblems() } }
    /// Why the file could not be read again.
    private var unreadable: FileProblem? { didSet { findProblems() } }
    /// What is wrong with settings, wherever they are: asked for at every turn.
    private(set) var problems: [FileProblem] = []
    /// The same, when the last update looked at it.
    private var lastUnreadable: FileProblem?
    /// Whether something has changed since the last update that is not in the state directory.
    private var isStale = false

    package init(_ sources: ConfigurationSources) {
        self.sources = sources
        resolved = sources.resolved
        findProblems()
    }

    package var configuration: AgentConfiguration { resolved.configuration }

    /// From now on what is read at start only is fixed.
    mutating func start() { atStart = configuration }

    /// Every parameter, for those who ask.
    var listing: ConfigurationListing {
        var listing = resolved.listing(since: atStart ?? configuration)
        if let unreadable { listing.problems.append(unreadable) }
        return listing
    }

    private mutating func findProblems() {
        problems = resolved.problems(since: atStart) + (unreadable.map { [$0] } ?? [])
    }

    /// Settings in the state directory that only Felix has a use for.
    var ignored: [Ignored] { resolved.unused.map { Ignored("setting \($0.name)", count: 1) } }

    /// Takes in what the configuration file says now, for the next update.
    mutating func reload(_ news: ConfigurationFollower.News) {
        isStale = true
        switch news {
        case .settings(let file):
            unreadable = nil
            sources.reload(file)
        case .unreadable(let problem): unreadable = problem
        }
    }

    /// Takes in what has changed; says whether another configuration, or another thing to say of it, came of
    /// it.
    ///
    /// - Parameter logger: is told of settings that only Felix knows.
    package mutating func update(_ changes: [ResourceID: LocatedResource?], _ logger: Logger?) -> Bool {
        var mayDiffer = isStale
        isStale = false
        for (id, located) in changes
        where sources.update(id, located?.resource, at: located?.position) { mayDiffer = true }
        guard mayDiffer else { return false }
        let (before, wasUnreadable) = (resolved, lastUnreadable)
        lastUnreadable = unreadable
        resolved = sources.resolved
        for change in resolved.changes(since: before) { logger?.info("\(change)") }
        for setting in resolved.unused where !before.unused.contains(setting) { logger?.info("\(setting)") }
        let unused = resolved.configuration.unused
        for setting in unused where !setting.isMissed && !before.configuration.unused.contains(setting) {
            logger?.info("\(setting)")
        }
        return resolved != before || unreadable != wasUnreadable
    }
}
