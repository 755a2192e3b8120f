import Addressing
import Glibc
import TestSupport

/// A node of its own in the calling thread's network namespace, with an agent and pods.
struct Node: ~Copyable {
    let folder: String
    /// Further variables of the agent's.
    var variables: [String: String] = [:]
    /// What the agent is called with.
    var arguments: [String] = []
    private var pods: [String: pid_t] = [:]

    private init(folder: String) { self.folder = folder }

    /// A node without pods and without an agent.
    static func make() throws -> Node {
        var template = Array("/tmp/gemel-agent-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw ProgramFailure("mkdtemp: \(errno)") }
        let path = template.dropLast().map { UInt8(bitPattern: $0) }
        let node = Node(folder: String(decoding: path, as: UTF8.self))
        try command("mkdir", "\(node.folder)/state", "\(node.folder)/run", "\(node.folder)/cache")
        // Addresses of IPv6 are usable at once, and there is a way for ARP's proxy to answer with.
        try command(
            "sh", "-c",
            """
            sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
            ip link set lo up
            ip link add up0 type veth peer name up1 && ip link set up0 up && ip link set up1 up
            ip addr add 192.0.2.1/24 dev up0 && ip route add default via 192.0.2.254
            """)
        try node.write("namespace.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}")
        return node
    }

    deinit {
        for process in pods.values { kill(process, SIGKILL) }
        for process in pods.values { waitpid(process, nil, 0) }
        _ = try? command("rm", "-rf", folder)
    }

    /// Starts the agent with `further` arguments, if need be by a program that changes what it may do.
    func start(by starter: [String] = [], _ further: String...) throws -> Program {
        try Program(
            starter + [try builtProgram("gemeld")] + arguments + further, environment: environment,
            log: "\(folder)/log")
    }

    /// What `gemel sync` prints; empty once all is in the kernel.
    func sync(timeout: Int = 10) throws -> String {
        let variables = environment.map { "\($0)=\($1)" }.joined(separator: " ")
        let question = "\(try builtProgram("gemel")) sync --timeout \(timeout)"
        return try command("sh", "-c", "env \(variables) \(question) || true")
    }

    /// What `gemel config` prints with `options`.
    func configuration(_ options: String = "") throws -> String {
        let variables = environment.map { "\($0)=\($1)" }.joined(separator: " ")
        let question = "\(try builtProgram("gemel")) config \(options) 2>/dev/null"
        return try command("sh", "-c", "env \(variables) \(question) || true")
    }

    /// What `gemel status` prints, each thing on a line of its own.
    func status() throws -> String {
        let variables = environment.map { "\($0)=\($1)" }.joined(separator: " ")
        let screen = try command("sh", "-c", "env \(variables) \(try builtProgram("gemel")) status || true")
        return screen.replacing(#/\n {4,}/#, with: " ")
    }

    /// Renames a file with `text` into the state directory.
    func write(_ file: String, _ text: String) throws {
        let path = "\(folder)/state/\(file)"
        try command("sh", "-c", "cat > '\(path).tmp' <<'END' && mv '\(path).tmp' '\(path)'\n\(text)\nEND\n")
    }

    /// Adds a pod with the `number`th address of each family, as a CNI plugin and the API server would.
    mutating func addPod(_ name: String, _ number: Int, annotations: String = "{}") throws {
        var program = try Program(["/usr/bin/unshare", "-n", "sleep", "60"], environment: environment)
        let process = program.release()
        pods[name] = process
        let own = "/proc/\(process)/ns/net"
        let interface = "cali" + String(try command("sh", "-c", "printf shop.\(name) | sha1sum").prefix(11))
        try command(
            "sh", "-c",
            """
            until [ "$(readlink \(own))" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
            ip link add \(interface) type veth peer name eth0 netns \(process)
            ip link set \(interface) address ee:ee:ee:ee:ee:ee up
            nsenter --net=\(own) sh -e <<'END'
            sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
            ip link set lo up
            ip link set eth0 up
            ip addr add 10.65.0.\(number)/32 dev eth0
            ip addr add fd00::\(number)/128 dev eth0 nodad
            ip route add 169.254.1.1 dev eth0 scope link
            ip route add default via 169.254.1.1 src 10.65.0.\(number)
            ip route add default via fe80::ecee:eeff:feee:eeee dev eth0 src fd00::\(number)
            END
            """)
        try write(
            "\(name).yaml",
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: \(name), namespace: shop, labels: {app: \(name)}, annotations: \(annotations)}
            spec: {nodeName: node-a, containers: [{name: a, image: a}]}
            status: {phase: Running, podIP: 10.65.0.\(number), podIPs: [{ip: 10.65.0.\(number)}, {ip: 'fd00::\(number)'}]}
            """)
    }

    /// Whether a packet from the pod reaches the one with the `number`th address, by family.
    ///
    /// Nobody listens there: a refusal is an answer, silence is a drop.
    func reaches(_ pod: String, _ number: Int) throws -> DualStack<Bool> {
        try DualStack(
            v4: reaches(pod, address: "10.65.0.\(number)"), v6: reaches(pod, address: "fd00::\(number)"))
    }

    private func reaches(_ pod: String, address: String) throws -> Bool {
        let answer = try command(
            "sh", "-c",
            """
            nsenter --net=/proc/\(pods[pod] ?? 0)/ns/net timeout 0.4 bash -c '< /dev/tcp/\(address)/80' 2>&1 || true
            """)
        return answer.contains("refused")
    }

    /// Whether a packet from the pod reaches the node itself, by family.
    func reachesHost(_ pod: String) throws -> DualStack<Bool> {
        try DualStack(v4: reaches(pod, address: "192.0.2.1"), v6: reaches(pod, address: "2001:db8::1"))
    }

    /// Puts the far end of the node's uplink into the pod, which is outside from then on.
    func leadOutside(to pod: String) throws {
        let process = pods[pod] ?? 0
        try command(
            "sh", "-c",
            """
            ip link set up1 netns \(process)
            nsenter --net=/proc/\(process)/ns/net sh -e <<'END'
            ip link set up1 up
            ip addr add 192.0.2.254/24 dev up1
            ip addr add 2001:db8::254/64 dev up1 nodad
            END
            """)
    }

    /// What the Python program prints that runs in the pod.
    @discardableResult
    func python(in pod: String, _ program: String) throws -> String {
        try command(
            "/usr/bin/nsenter", "--net=/proc/\(pods[pod] ?? 0)/ns/net", "/usr/bin/env", "python3", "-c",
            program)
    }

    /// Starts the Python program in the pod; what it prints is in the file `log` of the node's folder.
    func startPython(in pod: String, _ program: String, log: String) throws -> Program {
        try Program(
            [
                "/usr/bin/nsenter", "--net=/proc/\(pods[pod] ?? 0)/ns/net", "/usr/bin/env", "python3", "-uc",
                program,
            ], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], log: "\(folder)/\(log)")
    }

    /// Waits until the file `log` of the node's folder contains `text`.
    func wait(for text: String, in log: String) throws {
        try command(
            "timeout", "10", "sh", "-c", "until grep -q '\(text)' '\(folder)/\(log)'; do sleep 0.01; done")
    }

    /// What the network plugin is told of the node, as a shell takes it.
    var pluginVariables: [String] {
        environment.map { "\($0)=\($1)" } + ["GEMEL_IPAM_DIR=\(folder)/ipam"]
    }

    /// The process in whose network namespace the pod is.
    func process(_ pod: String) -> pid_t { pods[pod] ?? 0 }

    /// Whether a connection from the pod is answered, by family.
    func answers(_ pod: String, _ addresses: DualStack<String>, port: Int) throws -> DualStack<Bool> {
        try isAnswered(from: process(pod), addresses, port: port)
    }

    /// Makes `text` the agent's configuration file.
    mutating func configure(_ text: String) throws {
        let path = "\(folder)/gemeld.cfg"
        arguments = ["--config", path]
        try command("sh", "-c", "printf '%s' '\(text)' > '\(path).new' && mv '\(path).new' '\(path)'")
    }

    private var environment: [String: String] {
        [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "FELIX_FELIXHOSTNAME": "node-a",
            "GEMEL_STATE_DIR": "\(folder)/state", "GEMEL_RUN_DIR": "\(folder)/run",
            "GEMEL_CACHE_DIR": "\(folder)/cache",
        ].merging(variables) { $1 }
    }
}
