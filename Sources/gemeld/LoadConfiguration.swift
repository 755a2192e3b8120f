import AgentConfiguration
import StateDirectory

/// All that tells the agent how to work, as far as it stands in a file and the environment.
///
/// - Parameter asked: the file that was asked for; without one, the usual file is read if it is there.
func loadConfiguration(_ asked: String?) throws -> ConfigurationSources {
    let path = asked ?? ConfigurationFile.usualPath
    let text: String?
    switch SettingsFile(at: path) {
    case .text(let content): text = content
    case .missing where asked == nil: text = nil
    case .missing:
        throw Exit(status: .badState, message: "cannot read the configuration file \(path): it is not there")
    case .unreadable(let reason):
        throw Exit(status: .badState, message: "cannot read the configuration file \(path): \(reason)")
    }
    do throws(ConfigurationError) {
        return try ConfigurationSources(
            environment: environment(), file: text.map { ConfigurationFile(path: path, text: $0) },
            hostname: hostname())
    } catch {
        throw Exit(status: .badState, message: "bad configuration:\n\(error)")
    }
}
