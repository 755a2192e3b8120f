import ArgumentParser
import ContainerNetwork
import Glibc
import StateDirectory

@main
struct Plugin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gemel-cni",
        abstract: "Give containers of this node addresses of both families, a link, and their policy.",
        discussion: """
            A plugin of the Container Network Interface, versions 0.3.0 to 1.1.0: a container runtime calls it, \
            with CNI_COMMAND and the like in the environment and the configuration of a network on standard \
            input. It takes the configuration of Calico's plugin; docs/cni.md says what of it.

            Example, in /etc/cni/net.d/10-gemel.conflist:
              {"cniVersion": "1.0.0", "name": "k8s-pod-network", "plugins": [{"type": "gemel-cni", "ipam": {"type": "gemel-cni"}}]}

            Exit status: 0 done, 1 not done, with a CNI error as JSON on standard output.
            """,
        version: "0.1.0")

    func run() async throws {
        let variables = environment()
        guard variables["CNI_COMMAND"] != nil else {
            print(Self.helpMessage())
            return
        }
        let input = readStandardInput()
        do throws(PluginError) {
            if let answer = try await answer(to: RuntimeCall(variables), input, variables) {
                write("\(answer)", to: STDOUT_FILENO)
            }
        } catch {
            write("\(error.json(version: askedVersion(input)))", to: STDOUT_FILENO)
            throw ExitCode(1)
        }
    }
}

/// What a configuration calls this program.
let programName = "gemel-cni"

/// Does what is asked; what is to be printed, if anything.
private func answer(
    to call: RuntimeCall, _ input: [UInt8], _ environment: [String: String]
) async throws(PluginError) -> JSONValue? {
    if call.command == .version { return SpecificationVersion.answer(to: askedVersion(input)) }
    let configuration = try NetworkConfiguration(input)
    let node = try NodeSurroundings(configuration, environment)
    if configuration.type != programName {
        guard configuration.addressing.isOurs else {
            throw PluginError(
                .unsupportedField,
                "called for addresses, which ipam.type \(configuration.addressing.type) gives")
        }
        let command = AddressCommand(call: call, configuration: configuration, node: node)
        return try await command.run()?.json(configuration.version)
    }
    switch call.command {
    case .add:
        let command = AddCommand(call: call, configuration: configuration, node: node)
        return try await command.run().json(configuration.version)
    case .delete:
        try DeleteCommand(call: call, configuration: configuration, node: node).run()
    case .check: try CheckCommand(call: call, configuration: configuration, node: node).run()
    case .collect: try CollectCommand(call: call, configuration: configuration, node: node).run()
    case .status:
        try await StatusCommand(call: call, configuration: configuration, node: node).run()
    case .version: break
    }
    return nil
}

/// The version of the specification that a configuration is in, also where the rest of it is bad.
private func askedVersion(_ input: [UInt8]) -> String {
    let document = try? JSONValue(input)
    return document?["cniVersion"]?.string ?? ""
}
