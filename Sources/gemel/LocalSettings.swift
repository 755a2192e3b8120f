import AgentConfiguration
import StateDirectory

/// The settings of this node's agent, as far as its configuration file and this command's environment have them.
///
/// Of those that are bad the next lower ones: `gemel config` tells of them.
func localSettings() -> AgentConfiguration {
    let path = ConfigurationFile.usualPath
    var file: ConfigurationFile?
    if case .text(let text) = SettingsFile(at: path) { file = ConfigurationFile(path: path, text: text) }
    do throws(ConfigurationError) {
        return try ConfigurationSources(environment: environment(), file: file, hostname: hostname())
            .surroundings
    } catch {
        return error.understood
    }
}
