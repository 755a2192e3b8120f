import HummingbirdCore
import Logging
import NIOCore

extension Listener {
    /// The listeners of one port.
    ///
    /// - Parameters:
    ///   - what: what is served, for the log.
    ///   - host: a name or an address; `localhost` is served on both families where the host has both, an empty one on
    ///     every address.
    ///   - opened: told each address that is served on.
    static func all(
        _ what: String, host: String, port: UInt16, retryInterval: Duration, logger: Logger,
        patience: Patience = Patience(),
        encryption: @escaping @Sendable () throws -> ServerTLS? = { nil },
        respond: @escaping @Sendable (Request) async -> Response,
        opened: @escaping @Sendable (SocketAddress) -> Void
    ) -> [Listener] {
        let hosts =
            switch host {
            case "localhost": ["127.0.0.1", "::1"]
            // Linux takes IPv4 on the IPv6 wildcard too, unless it was started without IPv6.
            case "": ["::"]
            default: [host]
            }
        return hosts.enumerated().map { index, host in
            Listener(
                name: "\(what) on \(host.contains(":") ? "[\(host)]" : host):\(port)",
                address: .hostname(host, port: Int(port)),
                otherwise: host == "::" ? .hostname("0.0.0.0", port: Int(port)) : nil, isOptional: index > 0,
                retryInterval: retryInterval, logger: logger, respond: respond,
                opened: { channel in
                    if let address = channel.localAddress { opened(address) }
                }, patience: patience, encryption: encryption)
        }
    }
}

extension [Listener] {
    /// Serves on all until shutdown.
    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for listener in self {
                group.addTask { try await listener.run() }
            }
        }
    }
}
