/// Where messages go, beside how grave they must be for the screen.
package struct LogSettings: Hashable, Sendable {
    package var format = LogFormat.auto
    /// For the system's journal.
    package var systemSeverity = LogSeverity.info
    package var fileSeverity = LogSeverity.info
    /// The file that messages are written to besides; empty for none.
    package var filePath = ""
    /// A regular expression for the source files whose debug messages are logged; empty for all.
    package var debugFiles = ""

    package init() {}
}

/// How messages are written.
package enum LogFormat: String, CaseIterable, Sendable {
    /// To the journal where standard error is connected to it, else as text.
    case auto = "Auto"
    case text = "Text"
    /// One object a line, on standard error.
    case json = "JSON"
    case journal = "Journal"
}

extension AgentConfiguration {
    /// What concerns messages.
    static let logParameters: [Parameter] = [
        Parameter(
            "GEMEL_LOGFORMAT", \.logs.format, .choice(),
            "How messages are written: `Journal` with fields to systemd's journal, `JSON` or `Text` to standard error; "
                + "`Auto` is the journal where standard error leads there, else text."),
        Parameter(
            "FELIX_LOGSEVERITYSYS", \.logs.systemSeverity, .choice(zero: LogSeverity.none),
            "The least important messages that go to the journal; what goes to the screen goes there in any case."
        ),
        Parameter(
            "FELIX_LOGFILEPATH", \.logs.filePath, .optionalPath,
            "A file that messages are written to besides, as text. It may be moved away at any time."),
        Parameter(
            "FELIX_LOGSEVERITYFILE", \.logs.fileSeverity, .choice(zero: LogSeverity.none),
            "The least important messages that go to that file."),
        Parameter(
            "FELIX_LOGDEBUGFILENAMEREGEX", \.logs.debugFiles, .regularExpression,
            "The source files whose debug messages are logged, as a regular expression; without one, all."),
    ]
}

extension ParameterKind<String> {
    static let regularExpression = ParameterKind(accepted: "a regular expression", zero: "") { text in
        (try? Regex(text)) == nil ? nil : text
    } text: {
        $0
    }
}
