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
        let result = await board.requestSync(timeout: timeout)
        if result.inSync { return .json(.ok, result) }
        // Not the state's fault: whoever asks should ask again when the next agent is there.
        return .json(Task.isShuttingDownGracefully ? .serviceUnavailable : .conflict, result)
    default:
        return .notFound
    }
}

private func timeout(_ text: Substring?) -> Duration? {
    guard let text else { return .seconds(30) }
    guard let seconds = Double(text), (0...86400).contains(seconds) else { return nil }
    return .seconds(seconds)
}
