/// What becomes of packets from a workload to its own host, once the workload's policy has passed them.
package enum HostAction: String, CaseIterable, Sendable {
    case drop = "Drop"
    /// Leaves the decision to the host's own rules.
    case `return` = "Return"
    case accept = "Accept"
}

/// How grave a message must be to be printed, in Felix's words.
package enum LogSeverity: String, CaseIterable, Sendable {
    case trace = "Trace"
    case debug = "Debug"
    case info = "Info"
    case warning = "Warning"
    case error = "Error"
    case fatal = "Fatal"
    /// Nothing is printed.
    case none = "None"
}
