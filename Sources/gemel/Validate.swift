import AgentConfiguration
import ArgumentParser
import Resources
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
        let problems = reading.problems + reading.resources.values.flatMap(settingProblems).sortedByPlace
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

/// What is wrong with the settings of a FelixConfiguration, whichever node it is for.
private func settingProblems(_ located: LocatedResource) -> [FileProblem] {
    guard case .felixConfiguration(let configuration) = located.resource else { return [] }
    return ResolvedConfiguration.problems(in: configuration)
}

extension [FileProblem] {
    fileprivate var sortedByPlace: [FileProblem] {
        sorted { ($0.file, $0.line, $0.column) < ($1.file, $1.line, $1.column) }
    }
}
