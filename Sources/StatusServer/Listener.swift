import HTTPTypes
import HummingbirdCore
import Logging
import Logs
import NIOCore
import ServiceLifecycle

/// Serves HTTP on one address, and goes on trying while it cannot.
struct Listener: Service {
    /// What is served, for the log: "health on [::1]:9099".
    let name: String
    let address: BindAddress
    /// Where to serve instead on a host that does not have that address.
    var otherwise: BindAddress?
    /// Whether an address that the host does not have is no fault.
    var isOptional = false
    let retryInterval: Duration
    let logger: Logger
    let respond: @Sendable (Request) async -> Response
    /// Called before each try; what it throws is why the try failed.
    var prepare: @Sendable () async throws -> Void = {}
    /// Called when the address is bound.
    var opened: @Sendable (any Channel) async throws -> Void = { _ in }
    /// How long clients may take, and how many there may be.
    var patience = Patience()
    /// How what is served is encrypted, looked at before each try.
    var encryption: @Sendable () throws -> ServerTLS? = { nil }

    func run() async throws {
        var lastFailure: String?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await prepare()
                do {
                    try await serve(address)
                } catch let error as IOError where error.meansNoSuchAddress {
                    guard let otherwise else { throw error }
                    try await serve(otherwise)
                }
                lastFailure = nil
            } catch {
                if isOptional, let error = error as? IOError, error.meansNoSuchAddress {
                    logger.debug("\(name): this host has no such address")
                    try? await gracefulShutdown()
                    return
                }
                // Told once, not with every try.
                let failure = String(describing: error)
                if failure != lastFailure {
                    logger.error(
                        "cannot serve \(name), will try again: \(failure)",
                        metadata: LogTopic.servingFailed.fields())
                }
                lastFailure = failure
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: retryInterval) }
        }
    }

    /// Serves until shutdown, or until the socket fails.
    private func serve(_ address: BindAddress) async throws {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let encryption = try encryption()
        let connections = Connections(patience.connections)
        let builder = HTTPServerBuilder { [patience] responder in
            let channel = HTTP1Channel(
                responder: responder,
                configuration: .init(additionalChannelHandlers: [PatienceHandler(patience, connections)]))
            return GuardedChannel(base: channel, connections: connections, encryption: encryption)
        }
        let server = try builder.buildServer(
            configuration: ServerConfiguration(address: address),
            eventLoopGroup: eventLoopGroup, logger: quiet
        ) { [respond] request, writer, _ in
            let isHead = request.method == .head
            var response = await respond(request)
            if isHead { response = response.createHeadResponse() }
            try await writer.write(response: response.head, body: response.body)
        } onServerRunning: { [name, logger, opened] channel in
            do {
                try await opened(channel)
                logger.info("serving \(name)")
            } catch {
                logger.error("cannot finish to open \(name): \(error)")
            }
        }
        try await server.run()
    }
}
