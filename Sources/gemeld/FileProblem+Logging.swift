import Logging
import Status

extension FileProblem.Severity {
    /// How a problem of this severity is logged.
    var level: Logger.Level {
        switch self {
        case .error: .error
        case .warning: .warning
        }
    }
}
