import AgentConfiguration
import StateDirectory

/// Why the settings cannot be gone by.
struct UnusableConfiguration: Error {
    let message: String
    /// What was understood all the same, and the defaults for the rest.
    let understood: AgentConfiguration
}

/// All that tells the agent how to work, as far as it stands in a file and the environment.
///
/// - Parameter asked: the file that was asked for; without one, the usual file is read if it is there.
func loadConfiguration(_ asked: String?) throws(UnusableConfiguration) -> ConfigurationSources {
    let path = asked ?? ConfigurationFile.usualPath
    switch SettingsFile(at: path) {
    case .text(let text): return try sources(ConfigurationFile(path: path, text: text))
    case .missing where asked == nil: return try sources(nil)
    case .missing: throw try unreadable(path, "it is not there")
    case .unreadable(let reason): throw try unreadable(path, reason)
    }
}

private func sources(_ file: ConfigurationFile?) throws(UnusableConfiguration) -> ConfigurationSources {
    do throws(ConfigurationError) {
        return try ConfigurationSources(environment: environment(), file: file, hostname: hostname())
    } catch {
        throw UnusableConfiguration(message: "bad configuration:\n\(error)", understood: error.understood)
    }
}

/// What is known without the file; a mistake in that is told first.
private func unreadable(
    _ path: String, _ reason: String
) throws(UnusableConfiguration) -> UnusableConfiguration {
    UnusableConfiguration(
        message: "cannot read the configuration file \(path): \(reason)",
        understood: try sources(nil).surroundings)
}
