import ArgumentParser
import ControlClient
import Status

struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Wait until all that is in the state directory now is in the kernel.",
        discussion: """
            Returns as soon as everything that was in the state directory when it was called is in force for \
            both families. If that is not so when the time is over, prints a line for each thing that is not. \
            While no agent answers it is asked again, since it may be starting.

            Example: go on only when a policy holds.
              mv web.yaml /var/lib/gemel/state/ && gemel sync --timeout 10

            Exit status: 0 all in force, 1 something is not, 69 no agent answers, 77 no permission.
            """
    )

    @Option(help: ArgumentHelp("How long to wait; 0 only asks.", valueName: "seconds"))
    var timeout = 30.0

    @OptionGroup var agent: AgentOptions

    func validate() throws {
        guard (0...86400).contains(timeout) else {
            throw ValidationError("--timeout is a number of seconds from 0 to 86400.")
        }
    }

    func run() async throws {
        let result = try await asking { () async throws(ControlError) in
            try await sync(socket: agent.path, timeout: .seconds(timeout))
        }
        guard !result.inSync else { return }
        for thing in result.missing { print(thing) }
        throw ExitStatus.no.exit
    }
}

/// The answer to `question`, or the failure that says why there is none.
func asking<Answer>(_ question: () async throws(ControlError) -> Answer) async throws(Failure) -> Answer {
    do { return try await question() } catch { throw Failure(error) }
}
