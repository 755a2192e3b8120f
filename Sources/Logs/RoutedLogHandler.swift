import Glibc
package import Logging

/// Hands the messages of swift-log's loggers to the router, whose levels count at any time.
package struct RoutedLogHandler: LogHandler {
    private let router: LogRouter
    private var minimum = Logger.Level.trace
    package var metadata: Logger.Metadata = [:]

    package init(_ router: LogRouter) { self.router = router }

    /// The least important level that somebody wants; one that is set here is a further limit.
    package var logLevel: Logger.Level {
        get { max(minimum, router.lowest) }
        set { minimum = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &now)
        router.write(
            LogMessage(
                event.level, "\(event.message)", metadata.merging(event.metadata ?? [:]) { $1 },
                source: event.source,
                file: event.file, line: event.line, time: Double(now.tv_sec) + Double(now.tv_nsec) / 1e9))
    }
}
