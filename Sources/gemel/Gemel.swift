import ArgumentParser

/// Version of agent and command line alike.
let version = "0.1.0"

@main
struct Gemel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gemel",
        abstract: "Ask the agent of this node how it is doing, and check what it will be told.",
        discussion: """
            The agent, gemeld, keeps the node's nftables and routes as the manifests in its state directory \
            say, IPv4 and IPv6 in one transaction.

            Examples:
              gemel status              one screen: in sync, or why not
              gemel sync --timeout 10   wait until what was written is in force

            Exit status: 0 fine, 1 denied, different or not yet, 2 wrong usage, 69 no agent answers, \
            70 internal error, 77 no permission, 78 bad configuration or state.
            """,
        version: version,
        subcommands: [
            StatusCommand.self, SyncCommand.self, ValidateCommand.self, AddressesCommand.self,
            ConfigCommand.self,
        ]
    )

    /// Runs the command and ends the process with the exit status that is documented.
    static func main() async {
        do {
            // A program has at least its own name; without /proc Swift does not find even that.
            guard !CommandLine.arguments.isEmpty else {
                throw Failure(
                    message: "what it was called with cannot be read: is /proc mounted?",
                    status: .internalError)
            }
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let failure as Failure {
            printError("gemel: \(failure.message)")
            exit(withError: failure.status.exit)
        } catch  where exitCode(for: error) == .validationFailure {
            printError(fullMessage(for: error))
            exit(withError: ExitStatus.usage.exit)
        } catch {
            exit(withError: error)
        }
    }
}
