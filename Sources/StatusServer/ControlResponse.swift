import HTTPTypes
import HummingbirdCore
import ServiceLifecycle
import Status

/// The pages of the control socket.
func controlResponse(
    to request: Request, _ board: StatusBoard, _ complete: (StatusSnapshot) -> StatusSnapshot
) async -> Response {
    switch (request.method, request.uri.path) {
    case (.get, "/v1/status"):
        return .json(.ok, complete(board.snapshot))
    case (.get, "/v1/config"):
        return .json(.ok, board.configuration)
    case (.post, "/v1/sync"):
        guard let timeout = timeout(request.uri.queryParameters["timeout"]) else {
            return .json(.badRequest, ["error": "timeout must be a number of seconds from 0 to 86400"])
        }
        let result = await answer(board, timeout)
        if result.inSync { return .json(.ok, result) }
        // Not the state's fault: whoever asks should ask again when the next agent is there.
        return .json(Task.isShuttingDownGracefully ? .serviceUnavailable : .conflict, result)
    default:
        return .notFound
    }
}

/// The board's answer, at once if the agent shuts down: connections that wait would hold it up.
private func answer(_ board: StatusBoard, _ timeout: Duration) async -> SyncResult {
    await cancelWhenGracefulShutdown { await board.requestSync(timeout: timeout) }
}

private func timeout(_ text: Substring?) -> Duration? {
    guard let text else { return .seconds(30) }
    guard let seconds = Double(text), (0...86400).contains(seconds) else { return nil }
    return .seconds(seconds)
}
