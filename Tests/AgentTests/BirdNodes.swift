import Addressing
import Glibc
import TestSupport

/// Nodes on one link, each with an agent, a BIRD and one pod, in network namespaces.
///
/// Node number n has 192.0.2.n and 2001:db8::n, and for its pods 10.244.n.0/24 and fd00:10:244:n::/64. Only BIRD makes routes
/// between them.
struct BirdNodes: ~Copyable {
    let folder: String
    let names: [String]
    private var machines: [String: pid_t] = [:]
    private var agents: [String: pid_t] = [:]
    private var birds: [String: pid_t] = [:]
    /// Further settings of all agents.
    var settings: [String: String] = [:]

    private init(folder: String, names: [String]) {
        self.folder = folder
        self.names = names
    }

    /// - Parameter families: which of them a node has, where that is not both.
    static func make(_ names: [String], families: [String: [IPFamily]] = [:]) throws -> BirdNodes {
        var template = Array("/tmp/gemel-bird-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw ProgramFailure("mkdtemp: \(errno)") }
        let path = template.dropLast().map { UInt8(bitPattern: $0) }
        var nodes = BirdNodes(folder: String(decoding: path, as: UTF8.self), names: names)
        try command("mkdir", "\(nodes.folder)/state", "\(nodes.folder)/passwords")
        try nodes.add("link")
        try nodes.run("link", "ip link add br0 type bridge && ip link set br0 up")
        for (index, name) in names.enumerated() {
            try nodes.add(name)
            try nodes.add("pod-\(name)")
            try nodes.wire(name, index + 1, families[name] ?? IPFamily.allCases)
        }
        try nodes.write("namespace.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}")
        try nodes.write(
            "pools.yaml",
            """
            {apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: pods-ipv4}, spec: {cidr: 10.244.0.0/16}}
            ---
            {apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: pods-ipv6}, spec: {cidr: 'fd00:10:244::/48'}}
            """)
        return nodes
    }

    deinit {
        let processes = Array(agents.values) + Array(birds.values) + Array(machines.values)
        for process in processes { kill(process, SIGKILL) }
        for process in processes { waitpid(process, nil, 0) }
        _ = try? command("rm", "-rf", folder)
    }

    /// Starts BIRD and the agent on every node.
    mutating func startAll() throws {
        for name in names {
            try startBird(name)
            try start(name)
        }
    }

    /// Runs `script` on a machine: `a`, or `pod-a`.
    @discardableResult func run(_ machine: String, _ script: String) throws -> String {
        try command("nsenter", "--net=\(namespace(machine))", "sh", "-ec", script)
    }

    /// Renames a file with `text` into the state directory, which all nodes follow.
    func write(_ file: String, _ text: String) throws {
        let path = "\(folder)/state/\(file)"
        try command("sh", "-c", "cat > '\(path).tmp' <<'END' && mv '\(path).tmp' '\(path)'\n\(text)\nEND\n")
    }

    mutating func start(_ node: String) throws {
        try command("mkdir", "-p", "\(folder)/run-\(node)")
        var program = try Program(
            ["/usr/bin/nsenter", "--net=\(namespace(node))", try builtProgram("gemeld")],
            environment: environment(node), log: "\(folder)/log-\(node)")
        agents[node] = program.release()
    }

    mutating func kill9(_ node: String) {
        guard let process = agents.removeValue(forKey: node) else { return }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// Starts BIRD as the unit of systemd does.
    mutating func startBird(_ node: String) throws {
        let home = "\(folder)/bird-\(node)"
        let first =
            "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/systemd/bird.conf"
        try command("sh", "-c", "mkdir -p \(home) && cp --no-clobber \(first) \(home)/bird.conf")
        var program = try Program(
            [
                "/usr/bin/nsenter", "--net=\(namespace(node))", "bird", "-f", "-R", "-c", "\(home)/bird.conf",
                "-s", "\(home)/bird.ctl",
            ], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], log: "\(folder)/birdlog-\(node)")
        birds[node] = program.release()
    }

    mutating func kill9Bird(_ node: String) {
        guard let process = birds.removeValue(forKey: node) else { return }
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// What `gemel sync` prints on all nodes; empty once all is in all kernels.
    func sync() throws -> String {
        try names.map { try gemel($0, "sync --timeout 10") }.joined()
    }

    /// What the command line prints on `node`, each thing on a line of its own.
    func gemel(_ node: String, _ words: String) throws -> String {
        let variables = environment(node).map { "\($0)=\($1)" }.joined(separator: " ")
        let screen = try command("sh", "-c", "env \(variables) \(try builtProgram("gemel")) \(words) || true")
        return screen.replacing(#/\n {4,}/#, with: " ")
    }

    /// The lines of the status on BGP.
    func bgp(_ node: String) throws -> [String] {
        try gemel(node, "status").split(separator: "\n").filter { $0.hasPrefix("  bgp") }
            .map { String($0.dropFirst(11)) }
    }

    /// Waits until the status on BGP has all of `parts`; says what it has where it does not come to that.
    func wait(_ node: String, _ seconds: Int = 30, for parts: String...) throws -> String {
        var lines = ""
        for _ in 0..<(seconds * 4) {
            lines = try bgp(node).joined(separator: "\n")
            if parts.allSatisfy(lines.contains) { return "" }
            usleep(250_000)
        }
        return "\(lines)\n\(try command("tail", "-n", "5", "\(folder)/birdlog-\(node)"))"
    }

    /// Waits until a packet from the pod of one node reaches that of another one and an answer comes back, by family.
    ///
    /// Nobody listens there: a refusal is an answer, silence is a drop.
    func reaches(
        from machine: String, podOf node: String, seconds: Int = 20,
        over families: [IPFamily] = IPFamily.allCases
    ) throws -> DualStack<Bool> {
        let number = (names.firstIndex(of: node) ?? 0) + 1
        let addresses = DualStack(v4: "10.244.\(number).2", v6: "fd00:10:244:\(number)::2")
        return try DualStack { family in
            for _ in 0..<(families.contains(family) ? max(1, seconds) : 0) {
                let answer = try run(
                    machine, "timeout 1 bash -c '< /dev/tcp/\(addresses[family])/80' 2>&1 || true")
                if answer.contains("refused") { return true }
            }
            return false
        }
    }

    /// Waits until `command` prints that many lines on the machine; fails where it does not come to that.
    func await(_ machine: String, _ command: String, _ count: Int) throws {
        try run(
            machine, "timeout 20 sh -c 'until [ $(\(command) | wc -l) = \(count) ]; do sleep 0.1; done'")
    }

    /// The routes that BIRD has made in the kernel, both families, each on a line.
    func routes(_ node: String) throws -> [String] {
        try run(node, "ip route show proto bird; ip -6 route show proto bird").split(separator: "\n").map {
            String($0).split(separator: " ").prefix(5).joined(separator: " ")
        }
    }

    private func namespace(_ machine: String) -> String { "/proc/\(machines[machine] ?? 0)/ns/net" }

    private func environment(_ node: String) -> [String: String] {
        [
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "FELIX_FELIXHOSTNAME": "node-\(node)",
            "GEMEL_STATE_DIR": "\(folder)/state", "GEMEL_RUN_DIR": "\(folder)/run-\(node)",
            "GEMEL_CACHE_DIR": "\(folder)/cache-\(node)", "FELIX_PROGRAMCLUSTERROUTES": "Disabled",
            "CALICO_NETWORKING_BACKEND": "bird", "GEMEL_BIRD_DIR": "\(folder)/bird-\(node)",
            "GEMEL_BGP_PASSWORD_DIR": "\(folder)/passwords", "GEMEL_BIRD_CONFIRMATION": "8",
        ].merging(settings) { $1 }
    }

    private mutating func add(_ machine: String) throws {
        var program = try Program(
            ["/usr/bin/unshare", "-n", "sleep", "300"], environment: ["PATH": "/usr/bin:/bin"])
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

    private func wire(_ name: String, _ number: Int, _ families: [IPFamily]) throws {
        try run(
            "link",
            """
            ip link add to-\(name) type veth peer name eth0 netns \(machines[name] ?? 0)
            ip link set to-\(name) master br0 up
            """)
        let own = DualStack(v4: "192.0.2.\(number)", v6: "2001:db8::\(number)")
        let blocks = DualStack(v4: "10.244.\(number).0/24", v6: "'fd00:10:244:\(number)::/64'")
        let pod = DualStack(v4: "10.244.\(number).2", v6: "fd00:10:244:\(number)::2")
        let interface =
            "cali" + String(try command("sh", "-c", "printf shop.pod-\(name) | sha1sum").prefix(11))
        try run(
            name,
            """
            ip link set eth0 up
            \(families.contains(.v4) ? "ip addr add \(own.v4)/24 dev eth0" : ":")
            \(families.contains(.v6) ? "ip addr add \(own.v6)/64 dev eth0 nodad" : ":")
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
        let addresses = families.map { "{type: InternalIP, address: '\(own[$0])'}" }.joined(separator: ", ")
        try write(
            "node-\(name).yaml",
            """
            apiVersion: v1
            kind: Node
            metadata: {name: node-\(name), labels: {name: \(name)}}
            spec: {podCIDRs: [\(families.map { blocks[$0] }.joined(separator: ", "))]}
            status: {addresses: [\(addresses)]}
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
