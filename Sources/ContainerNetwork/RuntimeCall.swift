/// What a runtime asks the plugin to do, as its environment says (CNI specification, "Parameters").
package struct RuntimeCall: Hashable, Sendable {
    package enum Command: String, Sendable, CaseIterable {
        case add = "ADD"
        case delete = "DEL"
        case check = "CHECK"
        case collect = "GC"
        case status = "STATUS"
        case version = "VERSION"
    }

    package let command: Command
    package let attachment: Attachment
    /// The path of the container's network namespace; empty where it is gone already.
    package let namespacePath: String
    /// The pairs of `CNI_ARGS`.
    package let arguments: [String: String]
    /// The directories in which plugins lie.
    package let searchPath: [String]

    /// What a network is attached to: an interface in a container.
    package struct Attachment: Hashable, Sendable {
        package let containerID: String
        package let interfaceName: String

        package init(containerID: String, interfaceName: String) {
            self.containerID = containerID
            self.interfaceName = interfaceName
        }
    }

    /// - Throws: what of the environment is missing or makes no sense, all in one error.
    package init(_ environment: [String: String]) throws(PluginError) {
        guard let name = environment["CNI_COMMAND"], !name.isEmpty else {
            throw PluginError(.badEnvironment, "CNI_COMMAND is missing: a container runtime sets it")
        }
        guard let command = Command(rawValue: name) else {
            let known = Command.allCases.map(\.rawValue).joined(separator: " ")
            throw PluginError(.badEnvironment, "CNI_COMMAND is \(name), which is none of \(known)")
        }
        self.command = command
        attachment = Attachment(
            containerID: environment["CNI_CONTAINERID"] ?? "", interfaceName: environment["CNI_IFNAME"] ?? "")
        namespacePath = environment["CNI_NETNS"] ?? ""
        searchPath = (environment["CNI_PATH"] ?? "").split(separator: ":").map(String.init)
        arguments = try pairs(environment["CNI_ARGS"] ?? "")
        let missing = command.required.filter { environment[$0, default: ""].isEmpty }
        guard missing.isEmpty else {
            throw PluginError(.badEnvironment, "\(name) needs \(missing.joined(separator: ", "))")
        }
        guard command.required.contains("CNI_CONTAINERID") else { return }
        guard isContainerID(attachment.containerID) else {
            throw PluginError(.badEnvironment, "CNI_CONTAINERID is no identifier: \(attachment.containerID)")
        }
        guard isLinkName(attachment.interfaceName) else {
            throw PluginError(.badEnvironment, "CNI_IFNAME is no interface name: \(attachment.interfaceName)")
        }
    }
}

extension RuntimeCall.Command {
    fileprivate var required: [String] {
        switch self {
        case .add, .check: ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"]
        case .delete: ["CNI_CONTAINERID", "CNI_IFNAME"]
        case .collect, .status, .version: []
        }
    }
}

/// The pairs of `A=1;B=2`; those nobody asks for are left alone, as most runtimes send some.
private func pairs(_ text: String) throws(PluginError) -> [String: String] {
    var result: [String: String] = [:]
    for pair in text.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw PluginError(.badEnvironment, "CNI_ARGS has what is no pair: \(pair)")
        }
        result[String(parts[0])] = String(parts[1])
    }
    return result
}

private func isContainerID(_ text: String) -> Bool {
    let isPlain: (UInt8) -> Bool = { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
    return text.utf8.first.map(isPlain) == true
        && text.utf8.allSatisfy { isPlain($0) || "_.-".utf8.contains($0) }
}

/// Whether Linux takes `name` for an interface, and a file below `/proc/sys` has it for its name.
private func isLinkName(_ name: String) -> Bool {
    (1...15).contains(name.utf8.count) && ![".", "..", "all", "default"].contains(name)
        && !name.utf8.contains { $0 <= 0x20 || $0 == 0x7f || "/:".utf8.contains($0) }
}
