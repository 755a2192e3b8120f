import Addressing
import TestSupport
import Testing

/// Answers each line on port 80 of both families, and each packet on port 53.
let server = """
    import socketserver, threading, socket
    class Line(socketserver.StreamRequestHandler):
        def handle(self):
            for line in self.rfile: self.wfile.write(line)
    class Packet(socketserver.BaseRequestHandler):
        def handle(self): self.request[1].sendto(self.request[0], self.client_address)
    class TCP(socketserver.ThreadingTCPServer): address_family, allow_reuse_address = socket.AF_INET6, True
    class UDP(socketserver.ThreadingUDPServer): address_family = socket.AF_INET6
    threading.Thread(target=UDP(("::", 53), Packet).serve_forever).start()
    server = TCP(("::", 80), Line)
    print("ready")
    server.serve_forever()
    """

/// What a workload may send and receive at most, over both families together.
@Suite(.timeLimit(.minutes(1))) struct LimitTests {
    @Test func `packets of both families fill one limit`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod(
                "client", 2,
                annotations:
                    "{qos.projectcalico.org/egressPacketRate: '1', qos.projectcalico.org/egressPacketBurst: '4'}"
            )
            let agent = try node.start()
            #expect(try node.sync() == "")
            let listener = try node.startPython(in: "web", server, log: "server")
            try node.wait(for: "ready", in: "server")
            let answers = try node.python(
                in: "client",
                """
                import socket
                def answers(family, address):
                    s = socket.socket(family, socket.SOCK_DGRAM); s.connect((address, 53)); s.settimeout(0.3)
                    for i in range(4): s.send(b"%d" % i)
                    n = 0
                    try:
                        while n < 4: s.recv(9); n += 1
                    except socket.timeout: pass
                    return n
                print(answers(socket.AF_INET, "10.65.0.1"), answers(socket.AF_INET6, "fd00::1"))
                """
            ).split(separator: " ").compactMap { Int($0.trimmingPrefix(" ").filter(\.isNumber)) }
            try #require(answers.count == 2)
            // Four at once, of the first family; a second later one more may pass.
            #expect(answers[0] == 4)
            #expect(answers[1] <= 2)
            _ = consume listener
            _ = consume agent
        }
    }

    @Test func `connections of both families fill one limit, and a closed one makes room`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1, annotations: "{qos.projectcalico.org/ingressMaxConnections: '2'}")
            try node.addPod("client", 2)
            let agent = try node.start()
            #expect(try node.sync() == "")
            let listener = try node.startPython(in: "web", server, log: "server")
            try node.wait(for: "ready", in: "server")
            let answers = try node.python(
                in: "client",
                """
                import socket, time
                held = []
                def connect(address):
                    try:
                        s = socket.create_connection((address, 80), timeout=2)
                        s.send(b"a\\n"); s.recv(9); held.append(s)
                        return "yes"
                    except ConnectionRefusedError: return "refused"
                    except socket.timeout: return "silence"
                print(connect("10.65.0.1"), connect("fd00::1"), connect("10.65.0.1"), connect("fd00::1"))
                held.pop().close(); time.sleep(0.1)
                print(connect("10.65.0.1"))
                """)
            #expect(answers == "yes yes refused refused\nyes\n")
            _ = consume listener
            _ = consume agent
        }
    }

    @Test func `connections of every protocol fill one limit (B11)`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("client", 2, annotations: "{qos.projectcalico.org/egressMaxConnections: '2'}")
            let agent = try node.start()
            #expect(try node.sync() == "")
            let listener = try node.startPython(in: "web", server, log: "server")
            try node.wait(for: "ready", in: "server")
            let answers = try node.python(
                in: "client",
                """
                import socket
                held = []
                def ask(address, kind, port):
                    s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, kind); held.append(s)
                    s.settimeout(0.5)
                    try:
                        s.connect((address, port)); s.send(b"a\\n"); s.recv(9)
                        return "yes"
                    except ConnectionRefusedError: return "refused"
                    except socket.timeout: return "silence"
                print(ask("fd00::1", socket.SOCK_DGRAM, 53), ask("10.65.0.1", socket.SOCK_DGRAM, 53))
                print(ask("fd00::1", socket.SOCK_DGRAM, 53), ask("10.65.0.1", socket.SOCK_STREAM, 80))
                """)
            #expect(answers == "yes yes\nsilence refused\n")
            _ = consume listener
            _ = consume agent
        }
    }

    @Test func `the host does not claim a workload's address before the route to it is there`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            let agent = try node.start()
            #expect(try node.sync() == "")
            // Without it the host reaches the address by its default route, and answers for it.
            try command("/usr/sbin/ip", "route", "delete", "10.65.0.1")
            let answers = try node.python(
                in: "web",
                """
                import socket, time
                s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0806)); s.bind(("eth0", 0))
                s.settimeout(0.05)
                own = s.getsockname()[4]
                def answered(address):
                    target = socket.inet_aton(address)
                    request = bytes.fromhex("08060001080006040001") + own + socket.inet_aton("10.65.0.1") + bytes(6)
                    s.send(b"\\xff" * 6 + own + request + target)
                    end = time.time() + 1
                    while time.time() < end:
                        try: packet = s.recv(99)
                        except socket.timeout: continue
                        if packet[20:22] == b"\\0\\x02" and packet[28:32] == target: return True
                    return False
                print(answered("10.65.0.99"), answered("10.65.0.1"))
                """)
            #expect(answers == "True False\n")
            #expect(try command("/usr/sbin/nft", "list", "table", "arp", "gemel").contains("packets 1 "))
            _ = consume agent
        }
    }
}
