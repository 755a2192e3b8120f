import HTTPTypes
import HummingbirdCore
import Status

/// Felix's two pages, and Kubernetes' three.
///
/// Felix's answer to any method, with a table. Kubernetes' have one line, or with `?verbose` one for each part, or JSON
/// for who accepts nothing else.
func healthResponse(to request: Request, _ health: Health) -> Response {
    let page = request.uri.path
    if page == "/liveness" || page == "/readiness" {
        let isGood = page == "/liveness" ? health.live : health.ready
        return .text(isGood ? .ok : .serviceUnavailable, whole: health.table)
    }
    guard request.method == .get || request.method == .head else { return .notFound }
    switch page {
    case "/livez", "/healthz": return answer(request, health, "live", health.live, \.live)
    case "/readyz": return answer(request, health, "ready", health.ready, \.ready)
    default: return .notFound
    }
}

private func answer(
    _ request: Request, _ health: Health, _ quality: String, _ isGood: Bool,
    _ value: KeyPath<Health.Component, Bool?>
) -> Response {
    let status = isGood ? HTTPResponse.Status.ok : .serviceUnavailable
    if request.headers[.accept]?.contains("application/json") == true {
        return .json(status, health)
    }
    if request.uri.queryParameters["verbose"] != nil {
        let check = String(request.uri.path.dropFirst())
        return .text(status, whole: health.list(check) { $0[keyPath: value] })
    }
    return .text(status, isGood ? quality : "not \(quality): \(health.reason)")
}
