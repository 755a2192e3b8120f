import AgentConfiguration
import Logging
import Logs
import Monitoring

extension LogRoutes {
    /// Where `configuration` says that messages go.
    init(_ configuration: AgentConfiguration, _ environment: [String: String]) {
        self.init()
        let settings = configuration.logs
        screenLevel = configuration.logSeverity.level
        switch settings.format {
        case .text: screen = .text
        case .json: screen = .json
        case .journal: screen = .journal
        case .auto: screen = isJournal(environment) ? .journal : .text
        }
        if screen == .journal {
            // What is on the screen of a service is in the journal too.
            screenLevel = [screenLevel, settings.systemSeverity.level].compactMap(\.self).min()
        }
        fileLevel = settings.fileSeverity.level
        filePath = settings.filePath
        debugFiles = settings.debugFiles.isEmpty ? nil : settings.debugFiles
    }
}

extension LogSeverity {
    /// `nil`: nothing is logged.
    fileprivate var level: Logger.Level? {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        case .fatal: .critical
        case .none: nil
        }
    }
}

extension LogRouter {
    /// What was not logged, by Felix's names.
    var metrics: [MetricFamily] {
        let losses = losses
        return [
            MetricFamily(
                "felix_logs_dropped", .counter, "Messages that were left out because there were too many",
                losses.dropped),
            MetricFamily("felix_log_errors", .counter, "Messages that could not be written", losses.errors),
        ]
    }
}
