import AgentConfiguration
import ArgumentParser
import ControlClient
import FoundationEssentials
import StateDirectory
import Status

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show every parameter: its value, where that comes from, and what else tried to set it.",
        discussion: """
            Asks the running agent. Where none runs, or with --offline, the answer is what the configuration file \
            and this command's own environment say; FelixConfigurations in the state directory are not looked at \
            then. The first line on standard error says which.

            Examples:
              gemel config --changed
              gemel config --output json | jq '.parameters[] | select(.origin != "default")'

            Exit status: 0 all settings are understood, 1 some are not, 77 no permission, 78 bad configuration.
            """
    )

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case table, json, yaml
    }

    @Option(name: [.short, .long], help: "How to print it.")
    var output = Output.table

    @Flag(help: "Leave out what nobody has set.")
    var changed = false

    @Flag(help: "Do not ask the agent.")
    var offline = false

    enum Reference: String, ExpressibleByArgument, CaseIterable {
        case markdown, man
    }

    @Option(help: "Print what every parameter means, as tables or as the manual page gemeld.cfg(5), and end.")
    var reference: Reference?

    @Option(
        help: ArgumentHelp(
            "Without an agent: the configuration file to read, instead of \(ConfigurationFile.usualPath).",
            valueName: "path"))
    var config: String?

    @OptionGroup var agent: AgentOptions

    func run() async throws {
        switch reference {
        case .markdown: return print(ConfigurationReference.markdown, terminator: "")
        case .man: return print(ConfigurationReference.manual(version: version), terminator: "")
        case nil: break
        }
        let listing = try await listing()
        let shown = changed ? listing.changed : listing
        switch output {
        case .table: print(shown.screen, terminator: "")
        case .json: print(try json(shown))
        case .yaml: print(shown.yaml, terminator: "")
        }
        if listing.problems.contains(where: { $0.severity == .error }) { throw ExitStatus.no.exit }
    }

    private func listing() async throws -> ConfigurationListing {
        if !offline, config == nil {
            do throws(ControlError) {
                let listing = try await fetchConfiguration(socket: agent.path, timeout: .seconds(10))
                printError("as the running agent has it")
                return listing
            } catch {
                guard case .notReachable = error else { throw Failure(error) }
            }
        }
        let path = config ?? ConfigurationFile.usualPath
        let file = try file(path)
        let sources = file == nil ? "" : "\(path) and "
        printError("without an agent: what \(sources)the environment of this command say")
        do throws(ConfigurationError) {
            let sources = try ConfigurationSources(
                environment: environment(), file: file, hostname: hostname())
            return sources.resolved.listing(since: nil)
        } catch {
            throw Failure(message: "bad configuration:\n\(error)", status: .badState)
        }
    }

    private func file(_ path: String) throws -> ConfigurationFile? {
        switch SettingsFile(at: path) {
        case .text(let text): return ConfigurationFile(path: path, text: text)
        case .missing where config == nil: return nil
        case .missing: throw Failure(message: "\(path) is not there", status: .badState)
        case .unreadable(let reason):
            throw Failure(message: "\(path) cannot be read: \(reason)", status: .badState)
        }
    }

    private func json(_ listing: ConfigurationListing) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(listing), as: UTF8.self)
    }
}
