import Addressing
import Glibc
import TestSupport

/// A machine beside the node, in a network namespace of its own, at the other end of the node's interface `ext0`.
///
/// The node has the first address of 198.51.100.0/24 and of 2001:db8:5::/64 there, the machine the second.
struct Machine: ~Copyable {
    let process: pid_t

    static let own = DualStack(v4: "198.51.100.2", v6: "2001:db8:5::2")
    static let nodes = DualStack(v4: "198.51.100.1", v6: "2001:db8:5::1")

    private init(process: pid_t) { self.process = process }

    static func make() throws -> Machine {
        var program = try Program(
            ["/usr/bin/unshare", "-n", "sleep", "60"], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
        let machine = Machine(process: program.release())
        let own = "/proc/\(machine.process)/ns/net"
        try command(
            "sh", "-c",
            """
            until [ "$(readlink \(own))" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
            ip link add ext0 type veth peer name eth0 netns \(machine.process)
            ip link set ext0 up
            ip addr add \(nodes.v4)/24 dev ext0
            ip addr add \(nodes.v6)/64 dev ext0 nodad
            nsenter --net=\(own) sh -e <<'END'
            ip link set lo up
            ip link set eth0 up
            ip addr add \(Self.own.v4)/24 dev eth0
            ip addr add \(Self.own.v6)/64 dev eth0 nodad
            ip route add default via \(nodes.v4)
            ip route add default via \(nodes.v6)
            END
            """)
        return machine
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// Runs a command there.
    @discardableResult
    func run(_ line: String) throws -> String {
        try command("nsenter", "--net=/proc/\(process)/ns/net", "sh", "-c", line)
    }
}

/// Whether a connection from the namespace of `process` is answered, by family; a refusal is an answer, silence is a drop.
func isAnswered(
    from process: pid_t? = nil, _ addresses: DualStack<String>, port: Int
) throws -> DualStack<Bool> {
    try DualStack { family in
        let enter = process.map { "nsenter --net=/proc/\($0)/ns/net" } ?? ""
        let answer = try command(
            "sh", "-c",
            "\(enter) timeout 0.4 bash -c '< /dev/tcp/\(addresses[family])/\(port)' 2>&1 || true")
        return answer.contains("refused")
    }
}

extension DualStack<Bool> {
    static var both: DualStack<Bool> { DualStack(v4: true, v6: true) }
    static var neither: DualStack<Bool> { DualStack(v4: false, v6: false) }
}
