import ArgumentParser
import StateDirectory
import Status

/// `gemel validate`: what the agent would say to a state directory, without an agent.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Read a state directory as the agent would, and say all that is wrong with it.",
        discussion: """
            Needs neither an agent nor privileges, and changes nothing. Every error is printed with its \
            file, line and column; warnings too.

            Examples:
              gemel validate ./state      before it is copied to the node

            Exit status: 0 no error, 78 at least one error.
            """)

    @Argument(help: ArgumentHelp("The state directory.", valueName: "directory"))
    var directory: String

    func run() throws {
        let reading = OneReading(of: directory, decode: decodeFile)
        let problems = reading.problems
        for problem in problems {
            print(problem.severity == .error ? "\(problem)" : "\(problem) (warning)")
        }
        let errors = problems.count { $0.severity == .error }
        let counts = [
            counted(reading.fileCount, "file"), counted(reading.resources.count, "resource"),
            counted(errors, "error"), counted(problems.count - errors, "warning"),
        ]
        print(counts.joined(separator: ", "))
        if errors > 0 { throw ExitStatus.badState.exit }
    }
}
