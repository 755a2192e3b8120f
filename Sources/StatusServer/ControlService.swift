import FoundationEssentials
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
package import Status

/// The control socket: HTTP and JSON for whoever may act as the agent's user.
package struct ControlService: Service {
    private let listener: Listener

    /// - Parameters:
    ///   - socket: the socket's path. Its directory is made if it is not there, and a socket that a
    ///   killed agent left behind is replaced. At the end the file is removed.
    ///   - complete: adds to a status that is asked for what nobody publishes.
    package init(
        socket: String, board: StatusBoard, logger: Logger, retryInterval: Duration = .seconds(3),
        complete: @escaping @Sendable (StatusSnapshot) -> StatusSnapshot = { $0 }
    ) {
        listener = Listener(
            name: "the control socket \(socket)", address: .unixDomainSocket(path: socket),
            retryInterval: retryInterval, logger: logger,
            respond: { await controlResponse(to: $0, board, complete) },
            prepare: { try await prepare(socket) },
            opened: { _ in
                // Between binding and this line the usual umask keeps others out: to connect one must write.
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: socket)
            }, patience: Patience(connections: 256))
    }

    package func run() async throws { try await listener.run() }
}

/// Makes the socket's directory, and refuses to take the place of an agent that still answers.
private func prepare(_ socket: String) async throws {
    let directory = socket.lastIndex(of: "/").map { String(socket[..<$0]) } ?? "."
    try FileManager.default.createDirectory(
        atPath: directory.isEmpty ? "/" : directory, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o755])
    let bootstrap = ClientBootstrap(group: eventLoopGroup)
    guard let other = try? await bootstrap.connect(unixDomainSocketPath: socket).get() else { return }
    try? await other.close()
    throw ControlSocketInUse()
}

private struct ControlSocketInUse: Error, CustomStringConvertible {
    var description: String { "another agent answers there" }
}
