package import AgentConfiguration
package import Logging
package import Monitoring
import NIOPosix
package import ServiceLifecycle
package import Status

/// The services that tell the world how the agent is doing: the control socket; health and metrics if enabled.
///
/// They run until shutdown whatever happens to their sockets: an agent that nobody can ask still guards.
///
/// - Parameter complete: adds to a status that somebody asks for what nobody publishes, on the serving thread.
/// - Parameter further: metrics that nobody publishes, read likewise.
package func statusServices(
    _ configuration: AgentConfiguration, board: StatusBoard, logger: Logger,
    complete: @escaping @Sendable (StatusSnapshot) -> StatusSnapshot = { $0 },
    further: @escaping @Sendable () -> [MetricFamily] = { [] }
) -> [any Service] {
    var services: [any Service] = [
        ControlService(socket: configuration.controlSocket, board: board, logger: logger, complete: complete)
    ]
    if configuration.healthEnabled {
        services.append(
            HealthService(
                host: configuration.healthHost, port: configuration.healthPort, board: board, logger: logger))
    }
    if configuration.metrics.isEnabled {
        services.append(
            MetricsService(configuration.metrics, board: board, logger: logger, further: further))
    }
    return services
}

/// The one thread that reads and writes clients' sockets, for as long as the process lives; what is served is small and
/// rare, and made on the threads of ``ServingExecutor``.
let eventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
