import Dataplane
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ForwardingTests {
    @Test func `uplinks go on to listen to router advertisements, whenever they come`() throws {
        try withNetworkNamespace {
            for name in ["cali-a", "eth0", "eth1", "docker0"] { try addLink(name) }
            try command("sysctl", "-qw", "net.ipv6.conf.eth1.accept_ra=0")
            var dataplane = try Dataplane.open()
            let wanted = shop(80...80)
            #expect(dataplane.apply(wanted).failures.isEmpty)
            #expect(try listening(["eth0", "eth1", "docker0", "cali-a"]) == [2, 0, 1, 0])
            try addLink("eth2")
            _ = dataplane.drainLinkEvents()
            #expect(dataplane.apply(wanted).failures.isEmpty)
            #expect(try listening(["eth2"]) == [2])
            // What an operator says later holds.
            try command("sysctl", "-qw", "net.ipv6.conf.eth2.accept_ra=1")
            #expect(dataplane.apply(wanted).linkChanges == 0)
            #expect(try listening(["eth2"]) == [1])
        }
    }

    @Test func `a node that was a router before is left as it listens`() throws {
        try withNetworkNamespace {
            for name in ["cali-a", "eth0"] { try addLink(name) }
            try command("sysctl", "-qw", "net.ipv6.conf.all.forwarding=1")
            var dataplane = try Dataplane.open()
            #expect(dataplane.apply(shop(80...80)).failures.isEmpty)
            #expect(try listening(["eth0"]) == [1])
        }
    }

    @Test func `a default route that is advertised late is taken`() throws {
        try withNetworkNamespace {
            for name in ["cali-a", "eth0"] { try addLink(name) }
            var dataplane = try Dataplane.open()
            #expect(dataplane.apply(shop(80...80)).failures.isEmpty)
            #expect(try command("cat", "/proc/sys/net/ipv6/conf/all/forwarding") == "1\n")
            // The other end of eth0 is the router; both are in this namespace.
            try ip("link set peer-eth0 up && ip addr add fe80::1/64 dev peer-eth0 nodad || true")
            try command(
                "python3", "-c",
                """
                import socket, struct, time
                s = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
                i = socket.if_nametoindex("peer-eth0")
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, i)
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_LOOP, 0)
                s.bind(("fe80::1", 0, 0, i))
                s.sendto(struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0), ("ff02::1", 0, 0, i))
                """)
            var routes = ""
            for _ in 0..<200 where routes.isEmpty {
                routes = try ip("-6 route show default proto ra")
                if routes.isEmpty { usleep(10_000) }
            }
            #expect(routes.contains("via fe80::1 dev eth0"))
        }
    }

    @Test func `a node with nobody to forward for forwards nothing`() throws {
        try withNetworkNamespace {
            try addLink("eth0")
            var dataplane = try Dataplane.open()
            #expect(dataplane.apply(desired([])).failures.isEmpty)
            #expect(try command("cat", "/proc/sys/net/ipv4/ip_forward") == "0\n")
            #expect(try command("cat", "/proc/sys/net/ipv6/conf/all/forwarding") == "0\n")
            #expect(try listening(["eth0"]) == [1])
        }
    }

    private func listening(_ names: [String]) throws -> [Int] {
        try names.map {
            Int(try command("cat", "/proc/sys/net/ipv6/conf/\($0)/accept_ra").prefix { $0 != "\n" }) ?? -1
        }
    }
}
