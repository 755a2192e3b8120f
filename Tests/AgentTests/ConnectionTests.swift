import Addressing
import Connections
import ConntrackNetlink
import Glibc
import TestSupport
import Testing

/// Opens a connection of each family to `web`, and tells, when the file `go` is there, on which of them a further
/// line is still answered.
private func client(_ folder: String) -> String {
    """
    import os, socket, time
    held = [socket.create_connection((a, 80), timeout=5) for a in ("10.65.0.1", "fd00::1")]
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

/// Runs `body` on a node with the workloads `web` and `client`, which have a connection of each family.
private func withConnection(_ variables: [String: String] = [:], _ body: (borrowing Node) throws -> Void)
    throws
{
    try withNetworkNamespace {
        var node = try Node.make()
        node.variables = variables
        try node.addPod("web", 1)
        try node.addPod("client", 2)
        let agent = try node.start()
        #expect(try node.sync() == "")
        let listener = try node.startPython(in: "web", server, log: "server")
        try node.wait(for: "ready", in: "server")
        let talk = try node.startPython(in: "client", client(node.folder), log: "client")
        try node.wait(for: "open", in: "client")
        try body(node)
        _ = consume talk
        _ = consume listener
        _ = consume agent
    }
}

/// What becomes of connections that are there when policy changes.
@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    @Test(arguments: [("Remove", false), ("Keep", true)])
    func `a connection ends in both families when policy forbids it, unless it is to be kept`(
        policy: String, works: Bool
    ) throws {
        try withConnection(["GEMEL_CONNECTIONPOLICY": policy]) { node in
            try node.write("policy.yaml", isolationOfWeb)
            #expect(try node.sync() == "")
            try command("touch", "\(node.folder)/go")
            try node.wait(for: "works", in: "client")
            let word = works ? "True" : "False"
            #expect(try command("cat", "\(node.folder)/client").contains("works: [\(word), \(word)]"))
        }
    }

    @Test func `a connection ends also while something else than rules cannot be had`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("client", 2)
            // All settings but `route_localnet`, which no packet here needs, and which the agent cannot write either.
            try command(
                "sh", "-e", "-c",
                """
                sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
                for i in /proc/sys/net/ipv4/conf/cali*; do echo 1 > $i/proxy_arp; done
                for i in /proc/sys/net/ipv6/conf/cali*; do echo 1 > $i/proxy_ndp; echo 0 > $i/accept_ra; done
                """)
            let readOnly = "mount --bind /proc/sys /proc/sys; mount -o remount,bind,ro /proc/sys; exec \"$@\""
            let agent = try node.start(by: ["/usr/bin/unshare", "-m", "sh", "-e", "-c", readOnly, "sh"])
            #expect(try node.sync(timeout: 1).contains("route_localnet"))
            let listener = try node.startPython(in: "web", server, log: "server")
            try node.wait(for: "ready", in: "server")
            let talk = try node.startPython(in: "client", client(node.folder), log: "client")
            try node.wait(for: "open", in: "client")
            try node.write("policy.yaml", isolationOfWeb)
            #expect(try node.sync(timeout: 2).contains("route_localnet"))
            try command("touch", "\(node.folder)/go")
            try node.wait(for: "works", in: "client")
            #expect(try command("cat", "\(node.folder)/client").contains("works: [False, False]"))
            _ = consume talk
            _ = consume listener
            _ = consume agent
        }
    }

    @Test func `a policy that allows a connection leaves it alone`() throws {
        try withConnection { node in
            try node.write(
                "policy.yaml",
                isolationOfWeb + "\n  ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]")
            #expect(try node.sync() == "")
            try command("touch", "\(node.folder)/go")
            try node.wait(for: "works", in: "client")
            #expect(try command("cat", "\(node.folder)/client").contains("works: [True, True]"))
        }
    }

    @Test func `connections end in a burst of changes, too, though not after each of them`() throws {
        try withConnection { node in
            // What the first forbids has been looked for just now when the last comes; nobody asks for either.
            for pod in ["client", "other", "web"] {
                try node.write("\(pod)-policy.yaml", isolationOfWeb.replacing("web", with: pod))
            }
            for _ in 1...50 where try connectionsToWeb() != DualStack(v4: 0, v6: 0) { usleep(100_000) }
            #expect(try connectionsToWeb() == DualStack(v4: 0, v6: 0))
        }
    }

    @Test func `connections of an endpoint that is gone are forgotten in both families`() throws {
        try withConnection { node in
            #expect(try connectionsToWeb() == DualStack(v4: 1, v6: 1))
            try command("rm", "\(node.folder)/state/web.yaml")
            #expect(try node.sync() == "")
            #expect(try connectionsToWeb() == DualStack(v4: 0, v6: 0))
        }
    }
}

/// How many connections to `web` the kernel follows.
private func connectionsToWeb() throws -> DualStack<Int> {
    var socket = try ConntrackSocket()
    let web = DualStack(v4: IPAddress("10.65.0.1"), v6: IPAddress("fd00::1"))
    return try DualStack { family in
        try socket.connections([family]).count { $0.original.destination == web[family] }
    }
}
