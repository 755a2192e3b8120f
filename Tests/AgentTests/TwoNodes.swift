import Addressing
import Glibc
import TestSupport

/// Two nodes, each with an agent and one pod, and a router between them, all in network namespaces.
///
/// The router joins the nodes on one link, or is a hop between two.
struct TwoNodes: ~Copyable {
    let folder: String
    private var machines: [String: pid_t] = [:]
    private var agents: [String: pid_t] = [:]

    enum Topology {
        case oneLink
        case twoSubnets
    }

    static let names = ["a", "b"]

    private init(folder: String) { self.folder = folder }

    static func make(_ topology: Topology) throws -> TwoNodes {
        var template = Array("/tmp/gemel-nodes-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw ProgramFailure("mkdtemp: \(errno)") }
        let path = template.dropLast().map { UInt8(bitPattern: $0) }
        var nodes = TwoNodes(folder: String(decoding: path, as: UTF8.self))
        try command("mkdir", "\(nodes.folder)/state")
        for machine in ["router", "a", "b", "pod-a", "pod-b"] { try nodes.add(machine) }
        try nodes.wire(topology)
        for (number, name) in names.enumerated() { try nodes.wirePod(of: name, number + 1) }
        try nodes.write("namespace.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}")
        return nodes
    }

    deinit {
        for process in Array(agents.values) + Array(machines.values) { kill(process, SIGKILL) }
        for process in Array(agents.values) + Array(machines.values) { waitpid(process, nil, 0) }
        _ = try? command("rm", "-rf", folder)
    }

    /// Runs `script` on a machine: `router`, `a`, `b`, `pod-a` or `pod-b`.
    @discardableResult func run(_ machine: String, _ script: String) throws -> String {
        try command("nsenter", "--net=\(namespace(machine))", "sh", "-ec", script)
    }

    /// Renames a file with `text` into the state directory, which both nodes follow.
    func write(_ file: String, _ text: String) throws {
        let path = "\(folder)/state/\(file)"
        try command("sh", "-c", "cat > '\(path).tmp' <<'END' && mv '\(path).tmp' '\(path)'\n\(text)\nEND\n")
    }

    /// Starts the agent of a node.
    mutating func start(_ node: String) throws {
        try command("mkdir", "-p", "\(folder)/run-\(node)")
        var program = try Program(
            ["/usr/bin/nsenter", "--net=\(namespace(node))", try builtProgram("gemeld")],
            environment: environment(node), log: "\(folder)/log-\(node)")
        agents[node] = program.release()
    }

    /// Ends the agent of a node at once.
    mutating func kill9(_ node: String) {
        guard let process = agents.removeValue(forKey: node) else { return }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// What `gemel sync` prints on both nodes; empty once all is in both kernels.
    func sync() throws -> String {
        try Self.names.map { try gemel($0, "sync --timeout \(patience)0") }.joined()
    }

    /// What the command line prints on `node`, each thing on a line of its own.
    func gemel(_ node: String, _ words: String) throws -> String {
        let variables = environment(node).map { "\($0)=\($1)" }.joined(separator: " ")
        let screen = try command("sh", "-c", "env \(variables) \(try builtProgram("gemel")) \(words) || true")
        return screen.replacing(#/\n {4,}/#, with: " ")
    }

    /// Whether a packet from `machine` reaches the pod of `node` and an answer comes back, by family.
    ///
    /// Nobody listens there: a refusal is an answer, silence is a drop.
    func reaches(from machine: String, podOf node: String) throws -> DualStack<Bool> {
        try DualStack { family in
            let address = Self.pod(node == "a" ? 1 : 2)[family]
            let answer = try run(
                machine, "timeout \(patience) bash -c '< /dev/tcp/\(address)/80' 2>&1 || true")
            return answer.contains("refused")
        }
    }

    /// So many seconds are long enough for an answer; an emulated machine needs more.
    var patience: String { unsafe getenv("GEMEL_TEST_PATIENCE").map { unsafe String(cString: $0) } ?? "1" }

    private static func pod(_ number: Int) -> DualStack<String> {
        DualStack(v4: "10.244.\(number).2", v6: "fd00:10:244:\(number)::2")
    }

    private func namespace(_ machine: String) -> String { "/proc/\(machines[machine] ?? 0)/ns/net" }

    private func environment(_ node: String) -> [String: String] {
        [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "FELIX_FELIXHOSTNAME": "node-\(node)",
            "GEMEL_STATE_DIR": "\(folder)/state", "GEMEL_RUN_DIR": "\(folder)/run-\(node)",
            "GEMEL_CACHE_DIR": "\(folder)/cache-\(node)",
        ]
    }

    private mutating func add(_ machine: String) throws {
        var program = try Program(
            ["/usr/bin/unshare", "-n", "sleep", "600"], environment: ["PATH": "/usr/bin:/bin"])
        machines[machine] = program.release()
        try command(
            "sh", "-c",
            """
            until [ "$(readlink \(namespace(machine)))" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
            """)
        try run(
            machine,
            """
            sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
            sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
            ip link set lo up
            """)
    }

    /// Joins the nodes by the router: node `n` is 192.0.2.n and 2001:db8::n, or 192.0.n.2 and 2001:db8:n::2.
    private func wire(_ topology: Topology) throws {
        if topology == .oneLink { try run("router", "ip link add br0 type bridge && ip link set br0 up") }
        for (index, name) in Self.names.enumerated() {
            let number = index + 1
            try run(
                "router",
                "ip link add to-\(name) type veth peer name eth0 netns \(machines[name] ?? 0) && ip link set to-\(name) up"
            )
            try run(name, "ip link set eth0 up")
            switch topology {
            case .oneLink:
                try run("router", "ip link set to-\(name) master br0")
                try run(
                    name,
                    "ip addr add 192.0.2.\(number)/24 dev eth0 && ip addr add 2001:db8::\(number)/64 dev eth0 nodad"
                )
            case .twoSubnets:
                try run(
                    "router",
                    """
                    sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
                    ip addr add 192.0.\(number).1/24 dev to-\(name)
                    ip addr add 2001:db8:\(number)::1/64 dev to-\(name) nodad
                    """)
                try run(
                    name,
                    """
                    ip addr add 192.0.\(number).2/24 dev eth0
                    ip addr add 2001:db8:\(number)::2/64 dev eth0 nodad
                    ip route add default via 192.0.\(number).1
                    ip route add default via 2001:db8:\(number)::1
                    """)
            }
            let addresses =
                topology == .oneLink
                ? ["192.0.2.\(number)", "2001:db8::\(number)"]
                : ["192.0.\(number).2", "2001:db8:\(number)::2"]
            try write(
                "node-\(name).yaml",
                """
                apiVersion: v1
                kind: Node
                metadata: {name: node-\(name)}
                spec: {podCIDRs: [10.244.\(number).0/24, 'fd00:10:244:\(number)::/64']}
                status:
                  addresses:
                  - {type: InternalIP, address: \(addresses[0])}
                  - {type: InternalIP, address: '\(addresses[1])'}
                """)
        }
    }

    /// Gives a node its pod, as a CNI plugin and the API server would.
    private func wirePod(of name: String, _ number: Int) throws {
        let interface =
            "cali" + String(try command("sh", "-c", "printf shop.pod-\(name) | sha1sum").prefix(11))
        let pod = Self.pod(number)
        try run(
            name,
            """
            ip link add \(interface) type veth peer name eth0 netns \(machines["pod-\(name)"] ?? 0)
            ip link set \(interface) address ee:ee:ee:ee:ee:ee up
            """)
        try run(
            "pod-\(name)",
            """
            ip link set eth0 up
            ip addr add \(pod.v4)/32 dev eth0
            ip addr add \(pod.v6)/128 dev eth0 nodad
            ip route add 169.254.1.1 dev eth0 scope link
            ip neigh add 169.254.1.1 lladdr ee:ee:ee:ee:ee:ee dev eth0 nud permanent
            ip route add default via 169.254.1.1
            ip route add default via fe80::ecee:eeff:feee:eeee dev eth0
            """)
        try write(
            "pod-\(name).yaml",
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: pod-\(name), namespace: shop}
            spec: {nodeName: node-\(name), containers: [{name: a, image: a}]}
            status: {phase: Running, podIP: \(pod.v4), podIPs: [{ip: \(pod.v4)}, {ip: '\(pod.v6)'}]}
            """)
    }
}
