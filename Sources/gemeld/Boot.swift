import AgentConfiguration
import Dataplane
import Logging
import Logs
import Resources
import StateDirectory
import Status

/// Loads the rules that were last good into a kernel that has none yet: for a node that starts, before its network does.
///
/// First of all the interfaces of workloads are closed, since the rest takes time, and may fail; whatever fails, they
/// stay closed. No route is made, and nobody owns the tables afterwards: the agent takes them over when it starts.
///
/// - Throws: an exit status if the rules that were last good are not in the kernel; they never are in part, since what
///   is missing could be what denies.
func loadLastRules(_ config: String?) throws {
    var boot = try Boot()
    let sources: ConfigurationSources
    do throws(UnusableConfiguration) {
        sources = try loadConfiguration(config)
    } catch {
        try boot.close(error.understood)
        throw boot.closed(because: error.message)
    }
    try boot.close(sources.surroundings)
    let surroundings = sources.surroundings
    let reading = LastGoodReading(
        of: surroundings.stateDirectory, in: surroundings.cacheDirectory, decode: decodeFile)
    var settings = SettingsInForce(sources)
    _ = settings.update(reading.resources.mapValues { $0 }, nil)
    guard reading.damage.isEmpty else {
        // The settings may name other interfaces of workloads.
        try boot.close(settings.configuration)
        throw boot.closed(because: reading.damage.map(\.description).joined(separator: "\n"))
    }
    try boot.load(settings.configuration, reading)
}

/// The kernel and the log of a node that starts.
private struct Boot: ~Copyable {
    private var dataplane: Dataplane
    private let logger: Logger
    /// Whether somebody has been here before: then what is in the kernel stays as it is.
    private let isGuarded: Bool

    init() throws {
        do throws(DataplaneError) {
            var dataplane = try Dataplane.open()
            isGuarded = try !dataplane.tables().isEmpty
            self.dataplane = dataplane
        } catch {
            throw Exit(error)
        }
        let logs = LogRouter("gemeld")
        logs.configure(LogRoutes(AgentConfiguration(nodeName: ""), environment()))
        logger = Logger(label: "gemeld") { _ in RoutedLogHandler(logs) }
        if isGuarded { logger.info("the kernel has rules of an agent already, and keeps them") }
    }

    /// Closes the interfaces of workloads, by whatever names `configuration` gives them.
    mutating func close(_ configuration: AgentConfiguration) throws {
        _ = try load(configuration, [:])
    }

    mutating func load(_ configuration: AgentConfiguration, _ reading: LastGoodReading) throws {
        guard let generation = try load(configuration, reading.resources) else { return }
        logger.info(
            "loaded the rules that were last good, of \(reading.fileCount) files and \(reading.resources.count) resources",
            metadata: LogTopic.loadedAtBoot.fields([.generation: "\(generation)"]))
    }

    private mutating func load(
        _ configuration: AgentConfiguration, _ resources: [ResourceID: LocatedResource]
    ) throws -> UInt32? {
        guard !isGuarded else { return nil }
        var pipeline = Pipeline(configuration)
        // Few have an address so early, but a host endpoint may be known by it; and rules come first.
        if !resources.isEmpty, let interfaces = try? dataplane.interfaces() { _ = pipeline.take(interfaces) }
        do throws(DataplaneError) {
            return try dataplane.applyRulesets(pipeline.run(resources.mapValues { $0 }).desired)
        } catch {
            throw Exit(error)
        }
    }

    /// Says why workloads' interfaces are closed, and ends with that.
    func closed(because reason: String) -> Exit {
        guard !isGuarded else { return Exit(status: .badState, message: reason) }
        logger.error(
            "workloads' interfaces are closed until the agent starts: \(reason)",
            metadata: LogTopic.closedAtBoot.fields())
        return Exit(status: .badState, message: "")
    }
}
