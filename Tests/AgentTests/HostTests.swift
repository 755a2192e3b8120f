import Addressing
import TestSupport
import Testing

private let all = DualStack(v4: true, v6: true)
private let none = DualStack(v4: false, v6: false)

/// What workloads and the outside may do with the node itself.
@Suite(.timeLimit(.minutes(1))) struct HostTests {
    @Test(arguments: [("Accept", true), ("Return", true), ("Drop", false)])
    func `DefaultEndpointToHostAction decides what workloads reach of the node`(
        action: String, reaches: Bool
    ) throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try command("ip", "addr", "add", "2001:db8::1/64", "dev", "up0", "nodad")
            node.variables["FELIX_DEFAULTENDPOINTTOHOSTACTION"] = action
            try node.addPod("client", 2)
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try node.reachesHost("client") == (reaches ? all : none))
            _ = consume agent
        }
    }

    @Test(arguments: ["Accept", "Return", "Drop"])
    func `what the node's own rules drop stays dropped`(action: String) throws {
        try withNetworkNamespace {
            try command(
                "/usr/sbin/nft",
                """
                table inet own {
                    chain input {
                        type filter hook input priority 0; policy drop;
                        icmpv6 type { 133, 134, 135, 136 } accept
                    }
                }
                """)
            var node = try Node.make()
            try command("ip", "addr", "add", "2001:db8::1/64", "dev", "up0", "nodad")
            node.variables["FELIX_DEFAULTENDPOINTTOHOSTACTION"] = action
            try node.addPod("client", 2)
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try node.reachesHost("client") == none)
            _ = consume agent
        }
    }

    @Test(arguments: ["interfaceName: up0", "interfaceName: '*'", "expectedIPs: [192.0.2.1]"])
    func `a host endpoint without policies lets no protocol in, and what it had no part in goes on`(
        interface: String
    ) throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try command("ip", "addr", "add", "2001:db8::1/64", "dev", "up0", "nodad")
            try node.addPod("outside", 9)
            try node.leadOutside(to: "outside")
            let agent = try node.start()
            #expect(try node.sync() == "")
            // A protocol of which neither conntrack nor a socket of ours knows anything: RFC 3692, section 2.1.
            let listener = try Program(
                ["/usr/bin/env", "python3", "-uc", listening], environment: ["PATH": "/usr/bin:/bin"],
                log: "\(node.folder)/heard")
            try node.wait(for: "ready", in: "heard")
            try node.python(in: "outside", sending("before"))
            try node.wait(for: "IPv4 before", in: "heard")
            try node.wait(for: "IPv6 before", in: "heard")
            try node.write(
                "host.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: HostEndpoint
                metadata: {name: uplink}
                spec: {node: node-a, \(interface)}
                """)
            #expect(try node.sync() == "")
            try node.python(in: "outside", sending("after"))
            try command("rm", "\(node.folder)/state/host.yaml")
            #expect(try node.sync() == "")
            try node.python(in: "outside", sending("again"))
            try node.wait(for: "IPv4 again", in: "heard")
            try node.wait(for: "IPv6 again", in: "heard")
            #expect(try !command("cat", "\(node.folder)/heard").contains("after"))
            _ = consume listener
            _ = consume agent
        }
    }
}

extension HostTests {
    @Test
    func `a new host endpoint with an error lets in what other files' policies and failsafe ports allow`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            try command("ip", "addr", "add", "2001:db8::1/64", "dev", "up0", "nodad")
            try node.addPod("outside", 9)
            try node.leadOutside(to: "outside")
            try node.write(
                "policy.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: GlobalNetworkPolicy
                metadata: {name: web}
                spec:
                  selector: role == 'uplink'
                  ingress: [{action: Allow, protocol: TCP, destination: {ports: [80]}}]
                """)
            let agent = try node.start()
            #expect(try node.sync() == "")
            let addresses = DualStack(v4: "192.0.2.1", v6: "2001:db8::1")
            #expect(try node.answers("outside", addresses, port: 81) == all)
            let host = """
                apiVersion: projectcalico.org/v3
                kind: HostEndpoint
                metadata: {name: uplink, labels: {role: uplink}}
                spec: {node: node-a, interfaceName: up0, profiles: [open], portz: []}
                """
            try node.write("host.yaml", host)
            #expect(try node.sync(timeout: 2).contains("did you mean ports?"))
            for (port, answer) in [(80, all), (81, none), (22, all)] {
                #expect(try node.answers("outside", addresses, port: port) == answer, "port \(port)")
            }
            #expect(
                try node.status().contains(
                    "HostEndpoint uplink lets past interface up0 of node-a what other policies and failsafe ports"
                ))
            try node.write("host.yaml", host.replacing(", portz: []", with: ""))
            try node.write(
                "open.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: Profile
                metadata: {name: open}
                spec: {ingress: [{action: Allow}], egress: [{action: Allow}]}
                """)
            try command("rm", "\(node.folder)/state/policy.yaml")
            #expect(try node.sync() == "")
            #expect(try node.answers("outside", addresses, port: 81) == all)
            _ = consume agent
        }
    }

    @Test func `what the node may not send is refused at once where denials are to be answered`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try command("ip", "addr", "add", "2001:db8::1/64", "dev", "up0", "nodad")
            node.variables["FELIX_NFTABLESFILTERDENYACTION"] = "Reject"
            try node.addPod("outside", 9)
            try node.leadOutside(to: "outside")
            try node.write(
                "host.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: HostEndpoint
                metadata: {name: uplink, labels: {role: uplink}}
                spec: {node: node-a, interfaceName: up0}
                ---
                apiVersion: projectcalico.org/v3
                kind: GlobalNetworkPolicy
                metadata: {name: uplink}
                spec:
                  selector: role == 'uplink'
                  types: [Ingress, Egress]
                  ingress: [{action: Allow}]
                  egress: [{action: Deny, protocol: TCP, destination: {ports: [81]}}, {action: Allow}]
                """)
            let agent = try node.start()
            #expect(try node.sync() == "")
            for address in ["192.0.2.254", "2001:db8::254"] {
                for (port, answer) in [
                    (80, "ECONNREFUSED"), (81, "EHOSTUNREACH ENETUNREACH ECONNREFUSED EACCES"),
                ] {
                    let error = try command("python3", "-c", connecting(to: address, port))
                    #expect(answer.contains(error.filter { $0 != "\n" }), "\(address) \(port)")
                }
            }
            _ = consume agent
        }
    }
}

/// Prints what a connection fails with.
private func connecting(to address: String, _ port: Int) -> String {
    """
    import errno, socket
    try: socket.create_connection(("\(address)", \(port)), timeout=2)
    except TimeoutError: print("nothing")
    except OSError as error: print(errno.errorcode[error.errno])
    """
}

/// Prints what comes with protocol 253, of both families.
private let listening = """
    import socket, threading
    def listen(name, family, head):
        s = socket.socket(family, socket.SOCK_RAW, 253)
        while True: print(name, s.recv(99)[head:].decode(), flush=True)
    threads = [threading.Thread(target=listen, args=a)
        for a in (("IPv4", socket.AF_INET, 20), ("IPv6", socket.AF_INET6, 0))]
    for t in threads: t.start()
    import time; time.sleep(0.2)
    print("ready", flush=True)
    """

/// Sends `text` with protocol 253 to the node, over both families.
private func sending(_ text: String) -> String {
    """
    import socket
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        socket.socket(family, socket.SOCK_RAW, 253).sendto(b"\(text)", (address, 0))
    """
}
