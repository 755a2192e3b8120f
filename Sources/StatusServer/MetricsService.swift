package import AgentConfiguration
import HTTPTypes
import HummingbirdCore
package import Logging
package import Monitoring
package import NIOCore
import ServiceLifecycle

/// Metrics over HTTP, for Prometheus.
package struct MetricsService: Service {
    private let listeners: [Listener]

    /// - Parameters:
    ///   - further: metrics that nobody publishes, read for whoever asks, on the serving thread.
    ///   - opened: told each address that is served on.
    package init(
        _ settings: MetricsSettings, board: StatusBoard, logger: Logger,
        retryInterval: Duration = .seconds(3),
        further: @escaping @Sendable () -> [MetricFamily] = { [] },
        opened: @escaping @Sendable (SocketAddress) -> Void = { _ in }
    ) {
        listeners = Listener.all(
            "metrics", host: settings.host, port: settings.port, retryInterval: retryInterval, logger: logger,
            encryption: { try ServerTLS(settings, logger: logger) },
            respond: { metricsResponse(to: $0, settings, board, further) }, opened: opened)
    }

    package func run() async throws { try await listeners.run() }
}

private func metricsResponse(
    to request: Request, _ settings: MetricsSettings, _ board: StatusBoard, _ further: () -> [MetricFamily]
) -> Response {
    guard request.method == .get || request.method == .head, request.uri.path == "/metrics" else {
        return .notFound
    }
    let now = ContinuousClock.now
    let (status, measured) = board.view(at: now)
    var families = felixMetrics(measured, status, at: seconds(now)) + gemelMetrics(measured, status)
    families += further()
    if settings.includesProcess || settings.includesRuntime, let reading = ProcessReading.ofThisProcess {
        if settings.includesProcess { families += reading.processMetrics }
        if settings.includesRuntime { families += reading.runtimeMetrics }
    }
    return .text(.ok, whole: Exposition.text(families), type: Exposition.contentType)
}
