import ArgumentParser
import ControlClient
import Glibc
import Status

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show whether the node is in sync, and if not, why.",
        discussion: """
            One screen: the state and its reasons, when the kernel was last written to, what each family has, \
            files with errors, and interfaces that are waited for. The JSON has all of it, and every file.

            Examples:
              gemel status
              gemel status --output json | jq -r '.files.problems[].message'

            Exit status: 0 in sync, 1 not in sync, 69 no agent answers, 77 no permission.
            """
    )

    @Option(name: [.short, .long], help: "How to print it.")
    var output = Output.text

    @OptionGroup var agent: AgentOptions

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    func run() async throws {
        let (snapshot, json) = try await asking { () async throws(ControlError) in
            try await fetchStatus(socket: agent.path, timeout: .seconds(10))
        }
        switch output {
        case .text: print(snapshot.screen(now: Double(time(nil))), terminator: "")
        case .json: print(String(decoding: json, as: UTF8.self), terminator: "")
        }
        guard snapshot.state == .inSync else { throw ExitStatus.no.exit }
    }
}
