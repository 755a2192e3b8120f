import Glibc
package import Logging
import Synchronization

/// Which messages go where.
package struct LogRoutes: Sendable {
    package enum Screen: Sendable {
        case text
        case json
        /// systemd's journal takes the place of standard error.
        case journal
    }

    package var screen = Screen.text
    /// The least important messages for each; `nil` for none.
    package var screenLevel: Logger.Level? = .info
    package var fileLevel: Logger.Level?
    /// Absolute.
    package var filePath = ""
    /// The source files whose debug messages are wanted; `nil` for all.
    package var debugFiles: String?

    package init() {}

    var lowest: Logger.Level { [screenLevel, fileLevel].compactMap(\.self).min() ?? .critical }
}

/// Writes messages where they belong, for all loggers of the process.
///
/// Never waits: what a journal, a screen or a file does not take at once is lost and counted.
package final class LogRouter: Sendable {
    private let state: Mutex<State>
    private let identifier: String

    private struct State: ~Copyable {
        var routes = LogRoutes()
        var limit = LogLimit()
        var errors = 0
        var journal: JournalSocket?
        var file: LogFile?
        let journalPath: String
        let screen: Int32
        var screenWriter = LineWriter()
        var debugFiles: Pattern?
    }

    /// - Parameters:
    ///   - screen: what takes the place of standard error.
    ///   - journal: the journal's socket.
    package init(
        _ identifier: String, screen: Int32 = STDERR_FILENO, journal: String = "/run/systemd/journal/socket"
    ) {
        self.identifier = identifier
        state = Mutex(State(journalPath: journal, screen: screen))
    }

    /// Goes by `routes` from now on.
    package func configure(_ routes: LogRoutes) {
        state.withLock { state in
            state.routes = routes
            state.debugFiles = routes.debugFiles.flatMap { Pattern($0) }
            state.file = routes.filePath.isEmpty || routes.fileLevel == nil ? nil : LogFile(routes.filePath)
        }
    }

    /// How many messages were left out because there were too many, and how many could not be written.
    package var losses: (dropped: Int, errors: Int) { state.withLock { ($0.limit.dropped, $0.errors) } }

    var lowest: Logger.Level { state.withLock { $0.routes.lowest } }

    func write(_ message: LogMessage) {
        state.withLock { state in
            if message.level <= .debug, let pattern = state.debugFiles, !pattern.matches(message.codeFile) {
                return
            }
            let isForScreen = state.routes.screenLevel.map { message.level >= $0 } ?? false
            let isForFile = state.routes.fileLevel.map { message.level >= $0 } ?? false
            guard isForScreen || isForFile else { return }
            let (isAdmitted, leftOut) = state.limit.admit(
                message.codeFile, message.codeLine, at: message.time)
            guard isAdmitted else { return }
            if leftOut > 0 {
                let note = LogMessage(
                    .warning,
                    "\(leftOut) messages like the next one were left out; gemel status has what holds now",
                    [:], source: message.source, file: message.codeFile, line: message.codeLine,
                    time: message.time)
                put(note, &state, screen: isForScreen, file: isForFile)
            }
            put(message, &state, screen: isForScreen, file: isForFile)
        }
    }

    private func put(_ message: LogMessage, _ state: inout State, screen: Bool, file: Bool) {
        if screen {
            let isWritten =
                switch state.routes.screen {
                case .text: state.screenWriter.write(message.line, to: state.screen)
                case .json: state.screenWriter.write(message.json, to: state.screen)
                case .journal: sendToJournal(message, &state)
                }
            if !isWritten { state.errors += 1 }
        }
        if file, state.file != nil, state.file?.write(message.line) == false { state.errors += 1 }
    }

    /// Where there is no journal after all, standard error is what there is.
    private func sendToJournal(_ message: LogMessage, _ state: inout State) -> Bool {
        if state.journal == nil { state.journal = JournalSocket(state.journalPath) }
        let entry = message.journalEntry(identifier: identifier)
        if state.journal?.send(entry) == true { return true }
        state.journal = nil
        return state.screenWriter.write(message.line, to: state.screen)
    }
}

/// A regular expression, made once.
private struct Pattern: @unchecked Sendable {
    private let regex: Regex<AnyRegexOutput>

    init?(_ text: String) {
        guard let regex = try? Regex(text) else { return nil }
        self.regex = regex
    }

    func matches(_ file: String) -> Bool { file.contains(regex) }
}
