import AgentConfiguration
import ArgumentParser
import Glibc

/// Version of agent and command line alike.
let version = "0.1.0"

@main
struct Gemeld: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gemeld",
        abstract: "Keep this node's nftables and routes as the manifests in its state directory say.",
        discussion: """
            Runs in the foreground until SIGTERM or SIGINT, and leaves the rules in place when it ends. \
            Configured by /etc/gemel/gemeld.cfg, by FelixConfigurations in its state directory, which it \
            rules over, and by the environment, which rules over both: \
            \(AgentConfiguration.parameters.map(\.name).joined(separator: ", ")).

            Examples:
              gemeld                                 run
              gemeld --boot                          load the rules that were last good, and end
              gemeld --print ruleset ./state         show what a state directory becomes, and change nothing

            Exit status: 0 ended as asked, 2 wrong usage, 70 internal error, 77 no permission, \
            78 bad configuration or state.
            """,
        version: version)

    @Option(
        name: .customLong("print"),
        help: ArgumentHelp(
            "Show one stage of the way from DIRECTORY to the kernel and end: resources, state, ruleset, plan, bytecode or batch.",
            valueName: "stage"))
    var stage: Stage?

    @Flag(
        name: .customLong("boot"),
        help: "Load the rules that were last good, before the network comes up, and end.")
    var isBoot = false

    @Option(
        help: ArgumentHelp(
            "The configuration file; without it /etc/gemel/gemeld.cfg, if that is there.", valueName: "path"))
    var config: String?

    @Argument(help: ArgumentHelp("With --print: the state directory to read.", valueName: "directory"))
    var directory: String?

    func validate() throws {
        guard (stage == nil) == (directory == nil) else {
            throw ValidationError("--print STAGE and DIRECTORY go together")
        }
        guard !isBoot || stage == nil else {
            throw ValidationError("--boot loads the rules that it reads itself, and --print loads none")
        }
    }

    func run() throws {
        // Nobody reads a pipe for ever, and a terminal that goes is no reason to go too.
        signal(SIGPIPE, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        if isBoot { return try loadLastRules(config) }
        let sources: ConfigurationSources
        do throws(UnusableConfiguration) {
            sources = try loadConfiguration(config)
        } catch {
            throw Exit(status: .badState, message: error.message)
        }
        if let stage, let directory {
            try printStage(stage, directory, sources)
        } else {
            try runAgent(sources, file: config)
        }
    }

    /// Runs the command and ends the process with the exit status that is documented.
    static func main() {
        do {
            // A program has at least its own name; without /proc Swift does not find even that.
            guard !CommandLine.arguments.isEmpty else {
                throw Exit(
                    status: .internalError,
                    message: "what it was called with cannot be read: is /proc mounted?")
            }
            let command = try parse()
            try command.run()
        } catch let exit as Exit {
            if !exit.message.isEmpty { printError("gemeld: \(exit.message)") }
            Self.exit(withError: ExitCode(exit.status.rawValue))
        } catch  where exitCode(for: error) == .validationFailure {
            printError(fullMessage(for: error))
            Self.exit(withError: ExitCode(ExitStatus.usage.rawValue))
        } catch {
            Self.exit(withError: error)
        }
    }
}

/// How the agent ends, in the numbers of sysexits.h.
enum ExitStatus: Int32 {
    case usage = 2
    case internalError = 70
    case noPermission = 77
    case badState = 78
}

/// What ends the agent before its time, with a sentence on standard error.
struct Exit: Error {
    let status: ExitStatus
    let message: String
}

func printError(_ line: String) { writeLine(line, to: STDERR_FILENO) }

/// Writes `text` and a line's end, whole.
func writeLine(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
    writeBytes(Array("\(text)\n".utf8), to: descriptor)
}

func writeBytes(_ bytes: [UInt8], to descriptor: Int32 = STDOUT_FILENO) {
    var bytes = bytes[...]
    while !bytes.isEmpty {
        let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        guard written > 0 else { return }
        bytes = bytes.dropFirst(written)
    }
}
