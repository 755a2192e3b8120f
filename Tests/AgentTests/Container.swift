import Addressing
import Glibc
import TestSupport

/// A container without a network: a process in a network namespace of its own.
struct Container: ~Copyable {
    let identifier: String
    private let process: Program

    init(_ identifier: String) throws {
        let program = try Program(["/usr/bin/unshare", "-n", "sleep", "100"])
        let path = "/proc/\(program.process)/ns/net"
        try command(
            "sh", "-c",
            "until [ \"$(readlink \(path))\" != \"$(readlink /proc/self/ns/net)\" ]; do sleep 0.01; done")
        self.identifier = identifier
        process = program
    }

    /// The path of the namespace.
    var namespace: String { "/proc/\(process.process)/ns/net" }

    /// Runs a line of shell in the namespace, and returns what it prints.
    @discardableResult
    func run(_ line: String) throws -> String {
        try command("nsenter", "--net=\(namespace)", "sh", "-c", line)
    }

    /// Whether a packet reaches `address`, where nobody listens: a refusal is an answer, silence is a drop.
    func reaches(_ address: String) throws -> Bool {
        try run("timeout 1 bash -c '< /dev/tcp/\(address)/80' 2>&1 || true").contains("refused")
    }

    /// The addresses of `eth0` that are not of the link alone, IPv4 first.
    func addresses() throws -> [String] {
        try run("ip -o addr show dev eth0 scope global | awk '{print $4}'").split(separator: "\n").map(
            String.init)
    }
}

/// What a call of the plugin ended with.
struct PluginAnswer {
    let status: Int
    let output: String
}

extension Node {
    /// The section of a conflist that means the plugin, with `more` fields.
    static func network(_ more: String = "", version: String = "1.0.0") -> String {
        """
        {"cniVersion": "\(version)", "name": "pods", "type": "gemel-cni", "ipam": {"type": "gemel-cni"}\(more)}
        """
    }

    /// Calls the plugin as a runtime does.
    ///
    /// - Parameters:
    ///   - pod: the name of a pod in the namespace `shop`.
    ///   - namespace: a path that takes the place of the container's.
    ///   - program: another plugin's path.
    func plugin(
        _ verb: String, _ container: borrowing Container, pod: String? = nil,
        _ configuration: String = Node.network(), by starter: String = "", namespace: String? = nil,
        program: String? = nil
    ) throws -> PluginAnswer {
        let arguments = pod.map { "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=\($0)" } ?? ""
        let variables =
            (pluginVariables + ["CNI_COMMAND=\(verb)", "CNI_CONTAINERID=\(container.identifier)"])
            .joined(separator: " ")
        let text = try command(
            "sh", "-c",
            """
            env \(variables) CNI_NETNS=\(namespace ?? container.namespace) CNI_IFNAME=eth0 'CNI_ARGS=\(arguments)' \
            CNI_PATH=/usr/lib/cni \(starter) \(try program ?? builtProgram("gemel-cni")) 2>&1 <<'END' || status=$?
            \(configuration)
            END
            echo
            echo ${status:-0}
            """)
        let lines = text.split(separator: "\n")
        return PluginAnswer(
            status: Int(lines.last ?? "") ?? -1, output: lines.dropLast().joined(separator: "\n"))
    }

    /// What the ledger of addresses says, for people.
    func ledger() throws -> String {
        let variables = pluginVariables.joined(separator: " ")
        return try command("sh", "-c", "env \(variables) \(try builtProgram("gemel")) ipam show")
    }
}
