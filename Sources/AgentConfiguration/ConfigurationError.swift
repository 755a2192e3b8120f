import Resources
package import Status

/// Everything that is wrong with a configuration, never empty.
package struct ConfigurationError: Error, Hashable, Sendable {
    package let problems: [FileProblem]
    /// What was understood all the same, and the defaults for the rest.
    package let understood: AgentConfiguration
}

extension FileProblem {
    /// A value that cannot be understood: where it stands, what it says and what would be accepted.
    init(_ setting: Setting, parameter: String, accepted: String) {
        self.init(
            .error, at: setting.source, "\(parameter) is `\(setting.value)`, accepted is \(accepted)")
    }

    init(_ severity: Severity, at source: SettingSource, _ message: String) {
        switch source {
        case .environment: self.init(severity, file: "environment", message: message)
        case .file(let path, let line): self.init(severity, file: path, line: line, message: message)
        case .resource(_, let position):
            self.init(
                severity, file: position.file, line: position.line, column: position.column, message: message)
        }
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// One line a problem.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
