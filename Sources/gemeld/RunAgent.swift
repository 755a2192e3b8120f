import AgentConfiguration
import Compilation
import Dataplane
import Logging
import Logs
import Monitoring
import ServiceLifecycle
import StateDirectory
import Status
import StatusServer
import Synchronization
import Systemd
import UnixSignals

/// Runs the agent on this thread, and what serves its status on others, until a signal asks for the end.
///
/// - Parameter file: the configuration file that was asked for by name.
func runAgent(_ sources: ConfigurationSources, file: String?) throws {
    let surroundings = sources.surroundings
    let logs = LogRouter("gemeld")
    logs.configure(LogRoutes(surroundings, environment()))
    let logger = Logger(label: "gemeld") { _ in RoutedLogHandler(logs) }
    for setting in surroundings.unused where !setting.isMissed { logger.info("\(setting)") }

    do throws(EnvironmentRecord.Failure) {
        try EnvironmentRecord(in: surroundings.runDirectory).write(
            ConfigurationSources.ours(in: environment()))
    } catch { logger.warning("the network plugin will not know of the environment's settings: \(error)") }

    let wake = try Wake()
    let service = ServiceReport(environment())
    var passed = PassedDescriptors(environment())
    let kept = passed.takeOne(ServiceReport.storedSocket)
    let dataplane: Dataplane
    do throws(DataplaneError) {
        dataplane = try Dataplane.open(adopting: kept)
    } catch {
        throw Exit(error)
    }
    if dataplane.owningDescriptor != kept { service.store(dataplane.owningDescriptor) }
    let board = StatusBoard(StatusSnapshot(nodeName: surroundings.nodeName, version: version)) {
        wake.wake()
    }
    let reloads = ReloadRequests()
    let hangups = Task.detached(executorPreference: ServingExecutor.shared) {
        for await _ in await UnixSignalsSequence(trapping: .sighup) {
            reloads.ask()
            wake.wake()
        }
    }
    defer { hangups.cancel() }
    var agent = try Agent(
        sources, file: ConfigurationFollower(file, reloads), board: board, wake: wake, dataplane: dataplane,
        service: service, logger: logger, logs: logs)
    giveBackStartupMemory()
    let configuration = agent.readFirst()
    logs.configure(LogRoutes(configuration, environment()))

    let counters = CounterReader.ofOurRules()
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            services: statusServices(
                configuration, board: board, logger: logger, complete: { $0.counting(counters) },
                further: { counters.sums().metrics + logs.metrics }
            ).map {
                ServiceGroupConfiguration.ServiceConfiguration(service: $0)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    let ended = Ended(wake: wake)
    Task.detached(executorPreference: ServingExecutor.shared) {
        do {
            try await group.run()
            ended.set(.asAsked)
        } catch {
            logger.error("what serves the status has ended: \(error)")
            ended.set(.byFailure)
        }
    }
    logger.info(
        "gemeld \(version) on node \(configuration.nodeName), state in \(configuration.stateDirectory)",
        metadata: LogTopic.started.fields())
    agent.run { ended.reason != nil }
    service.stop()
    logger.info("ended; the rules stay in place", metadata: LogTopic.ended.fields())
    if ended.reason == .byFailure {
        throw Exit(status: .internalError, message: "ended without being asked to")
    }
}

extension Exit {
    /// What the kernel refused before anything was done.
    init(_ error: DataplaneError) {
        self.init(
            status: error.isPermissionDenied ? .noPermission : .internalError,
            message: error.isPermissionDenied
                ? "no permission to change nftables and routes: run as root, or with CAP_NET_ADMIN"
                : "\(error)")
    }
}

/// Whether the end has come, and why.
private final class Ended: Sendable {
    enum Reason {
        case asAsked
        case byFailure
    }

    private let state = Mutex<Reason?>(nil)
    private let wake: Wake

    init(wake: Wake) { self.wake = wake }

    var reason: Reason? { state.withLock { $0 } }

    func set(_ reason: Reason) {
        state.withLock { $0 = reason }
        wake.wake()
    }
}
