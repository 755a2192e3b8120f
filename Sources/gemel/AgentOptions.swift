import AgentConfiguration
import ArgumentParser

/// How to find the agent.
struct AgentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The agent's control socket. Without it, gemel.sock in the directory GEMEL_RUN_DIR, or in /run/gemel.",
            valueName: "path"))
    var socket: String?

    var path: String { socket ?? localSettings().controlSocket }
}
