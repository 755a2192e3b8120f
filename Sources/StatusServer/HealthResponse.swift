import HTTPTypes
import HummingbirdCore
import Status

/// Felix's two pages, and Kubernetes' names for them.
func healthResponse(to request: Request, _ snapshot: StatusSnapshot) -> Response {
    guard request.method == .get || request.method == .head else { return .notFound }
    switch request.uri.path {
    case "/liveness", "/livez", "/healthz":
        return snapshot.live ? .text(.ok, "live") : .text(.serviceUnavailable, "not live: \(silence)")
    case "/readiness", "/readyz":
        guard !snapshot.ready else { return .text(.ok, "ready") }
        let reason = snapshot.live ? snapshot.missing.first ?? snapshot.state.rawValue : silence
        return .text(.serviceUnavailable, "not ready: \(reason)")
    default:
        return .notFound
    }
}

private let silence = "the agent's loop has not turned for \(StatusBoard.patience.components.seconds) s"
