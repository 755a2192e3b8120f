import Addressing
import TestSupport
import Testing

/// Echoes lines on the ports 80 and 81 of both families.
private let echo = """
    import socketserver, threading, socket
    class Line(socketserver.StreamRequestHandler):
        def handle(self):
            for line in self.rfile: self.wfile.write(line)
    class TCP(socketserver.ThreadingTCPServer): address_family, allow_reuse_address = socket.AF_INET6, True
    servers = [TCP(("::", port), Line) for port in (80, 81)]
    for server in servers: threading.Thread(target=server.serve_forever).start()
    print("ready")
    """

/// Opens a connection to each port of `addresses`, and tells, when the file `go` is there, which of them still work.
private func client(of addresses: [String], _ folder: String) -> String {
    """
    import os, socket, time
    ends = [(a, p) for p in (80, 81) for a in ("\(addresses.joined(separator: "\", \""))",)]
    held = [socket.create_connection(end, timeout=5) for end in ends]
    def works(s):
        try:
            s.settimeout(0.5); s.send(b"a\\n")
            return s.recv(9) == b"a\\n"
        except OSError: return False
    assert all([works(s) for s in held])
    print("open")
    while not os.path.exists("\(folder)/go"): time.sleep(0.01)
    print("works:", [works(s) for s in held])
    """
}

/// A way of connections past the host endpoint of `up0`.
struct Way: CustomTestStringConvertible, Sendable {
    enum Place: String { case node, outside, inside, pod }
    let client: Place
    let server: Place
    /// The direction in which policies of `up0`'s endpoint look at it.
    let type: String
    var isForwarded: Bool { client != .node && server != .node }
    var testDescription: String { "from \(client) to \(server)" }

    static let all = [
        Way(client: .outside, server: .node, type: "Ingress"),
        Way(client: .node, server: .outside, type: "Egress"),
        Way(client: .outside, server: .inside, type: "Ingress"),
        Way(client: .inside, server: .outside, type: "Egress"),
        Way(client: .outside, server: .pod, type: "Ingress"),
        Way(client: .pod, server: .outside, type: "Egress"),
    ]
}

/// What becomes of connections past the node's own interfaces when policy changes.
@Suite(.timeLimit(.minutes(2))) struct HostEndpointConnectionTests {
    @Test(arguments: Way.all)
    func `of the connections past a host endpoint those end, in both families, that its policy forbids now`(
        way: Way
    ) throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try command("ip", "addr", "add", "2001:db8::1/64", "dev", "up0", "nodad")
            for (number, pod) in [Way.Place.outside, .inside, .pod].enumerated() {
                try node.addPod(pod.rawValue, number + 1)
            }
            try node.leadOutside(to: "outside")
            try node.connectInside()
            try node.write("host.yaml", hostEndpoint + policy(way, ports: "80, 81"))
            let agent = try node.start()
            #expect(try node.sync() == "")
            let listener = try node.start(way.server, echo, log: "server")
            try node.wait(for: "ready", in: "server")
            let talk = try node.start(
                way.client, client(of: addresses(of: way.server), node.folder), log: "client")
            try node.wait(for: "open", in: "client")
            try node.write("host.yaml", hostEndpoint + policy(way, ports: "81"))
            #expect(try node.sync() == "")
            try command("touch", "\(node.folder)/go")
            try node.wait(for: "works", in: "client")
            let last = try command("tail", "-n", "1", "\(node.folder)/client")
            #expect(last.contains("works: [False, False, True, True]"))
            _ = consume talk
            _ = consume listener
            _ = consume agent
        }
    }

    private func addresses(of place: Way.Place) -> [String] {
        switch place {
        case .node: ["192.0.2.1", "2001:db8::1"]
        case .outside: ["192.0.2.254", "2001:db8::254"]
        case .inside: ["198.51.100.254", "2001:db8:1::254"]
        case .pod: ["10.65.0.3", "fd00::3"]
        }
    }

    private let hostEndpoint = """
        apiVersion: projectcalico.org/v3
        kind: HostEndpoint
        metadata: {name: uplink, labels: {role: uplink}}
        spec: {node: node-a, interfaceName: up0}

        """

    private func policy(_ way: Way, ports: String) -> String {
        """
        ---
        apiVersion: projectcalico.org/v3
        kind: GlobalNetworkPolicy
        metadata: {name: uplink}
        spec:
          selector: role == 'uplink'
          applyOnForward: \(way.isForwarded)
          types: [\(way.type)]
          \(way.type.lowercased()): [{action: Allow, protocol: TCP, destination: {ports: [\(ports)]}}]
        """
    }
}

extension Node {
    /// Makes the pod `inside` a machine of a network behind another interface of the node.
    fileprivate func connectInside() throws {
        let (inside, outside) = (process("inside"), process("outside"))
        try command(
            "sh", "-e", "-c",
            """
            ip link add down0 type veth peer name down1 netns \(inside)
            ip link set down0 up
            ip addr add 198.51.100.1/24 dev down0
            ip addr add 2001:db8:1::1/64 dev down0 nodad
            nsenter --net=/proc/\(inside)/ns/net sh -e <<'END'
            ip link set down1 up
            ip addr add 198.51.100.254/24 dev down1
            ip addr add 2001:db8:1::254/64 dev down1 nodad
            ip route add 192.0.2.0/24 via 198.51.100.1
            ip route add 2001:db8::/64 via 2001:db8:1::1
            END
            nsenter --net=/proc/\(outside)/ns/net sh -e <<'END'
            for net in 198.51.100.0/24 10.65.0.3/32; do ip route add $net via 192.0.2.1; done
            for net in 2001:db8:1::/64 fd00::3/128; do ip route add $net via 2001:db8::1; done
            END
            """)
    }

    /// Starts the Python program in a pod, or on the node itself.
    fileprivate func start(_ place: Way.Place, _ program: String, log: String) throws -> Program {
        guard place == .node else { return try startPython(in: place.rawValue, program, log: log) }
        return try Program(
            ["/usr/bin/env", "python3", "-uc", program],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], log: "\(folder)/\(log)")
    }
}
