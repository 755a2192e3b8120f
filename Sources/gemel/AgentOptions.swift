import AgentConfiguration
import ArgumentParser
import Glibc

/// How to find the agent.
struct AgentOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The agent's control socket. Without it, gemel.sock in the directory GEMEL_RUN_DIR, or in /run/gemel.",
            valueName: "path"))
    var socket: String?

    var path: String {
        if let socket { return socket }
        var configuration = AgentConfiguration(nodeName: "")
        if let directory = environment("GEMEL_RUN_DIR"), !directory.isEmpty {
            configuration.runDirectory = directory
        }
        return configuration.controlSocket
    }
}

private func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
}
