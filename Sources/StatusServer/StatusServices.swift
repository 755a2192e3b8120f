package import AgentConfiguration
package import Logging
import NIOPosix
package import ServiceLifecycle

/// The services that tell the world how the agent is doing: the control socket, and health if enabled.
///
/// They run until shutdown whatever happens to their sockets: an agent that nobody can ask still guards.
package func statusServices(
    _ configuration: AgentConfiguration, board: StatusBoard, logger: Logger
) -> [any Service] {
    var services: [any Service] = [
        ControlService(socket: configuration.controlSocket, board: board, logger: logger)
    ]
    if configuration.healthEnabled {
        services.append(
            HealthService(
                host: configuration.healthHost, port: configuration.healthPort, board: board, logger: logger))
    }
    return services
}

/// The one thread that serves, for as long as the process lives; what it serves is small and rare.
let eventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
