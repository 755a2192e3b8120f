import HTTPTypes
import HummingbirdCore
package import Logging
package import NIOCore
import ServiceLifecycle

/// Health over TCP, for whoever restarts agents or waits for nodes.
package struct HealthService: Service {
    private let listeners: [Listener]

    /// - Parameters:
    ///   - host: a name or an address; `localhost` is served on both families where the host has both,
    ///     an empty one on every address.
    ///   - port: the TCP port; 0 lets the kernel choose.
    ///   - opened: told each address that is served on.
    package init(
        host: String, port: UInt16, board: StatusBoard, logger: Logger,
        retryInterval: Duration = .seconds(3), patience: Patience = Patience(),
        opened: @escaping @Sendable (SocketAddress) -> Void = { _ in }
    ) {
        listeners = Listener.all(
            "health", host: host, port: port, retryInterval: retryInterval, logger: logger,
            patience: patience, respond: { healthResponse(to: $0, board.health()) }, opened: opened)
    }

    package func run() async throws { try await listeners.run() }
}
