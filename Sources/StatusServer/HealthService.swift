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
        retryInterval: Duration = .seconds(3), opened: @escaping @Sendable (SocketAddress) -> Void = { _ in }
    ) {
        let hosts =
            switch host {
            case "localhost": ["127.0.0.1", "::1"]
            // Linux takes IPv4 on the IPv6 wildcard too.
            case "": ["::"]
            default: [host]
            }
        listeners = hosts.enumerated().map { index, host in
            Listener(
                name: "health on \(host.contains(":") ? "[\(host)]" : host):\(port)",
                address: .hostname(host, port: Int(port)), isOptional: index > 0,
                retryInterval: retryInterval,
                logger: logger, respond: { healthResponse(to: $0, board.snapshot) },
                opened: { channel in
                    if let address = channel.localAddress { opened(address) }
                })
        }
    }

    package func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for listener in listeners {
                group.addTask { try await listener.run() }
            }
        }
    }
}
