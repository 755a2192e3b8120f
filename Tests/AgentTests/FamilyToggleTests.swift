import Addressing
import Glibc
import TestSupport
import Testing

/// FELIX_IPV4SUPPORT and FELIX_IPV6SUPPORT, by what becomes of packets and of what the kernel holds.
@Suite(.timeLimit(.minutes(1))) struct FamilyToggleTests {
    @Test(arguments: IPFamily.allCases)
    func `a family that is switched off is blocked and leaves nothing, and comes back whole`(off: IPFamily)
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("db", 2)
            try node.configure("")
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try node.reaches("web", 2) == .both)

            try node.configure("\(name(off)) = false\n")
            #expect(try node.sync() == "")
            #expect(try node.reaches("web", 2) == DualStack { $0 != off })
            #expect(try held(off).allSatisfy { !$0.contains("10.65.0.") && !$0.contains("fd00::") })
            #expect(try node.status().contains("off: workloads' \(off) is blocked"))

            try node.configure("")
            #expect(try node.sync() == "")
            #expect(try node.reaches("web", 2) == .both)
            _ = consume agent
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a family that was off when the agent started gets what it needs when it is switched on`(
        off: IPFamily
    ) throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("db", 2)
            try node.configure("\(name(off)) = no\n")
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try node.reaches("web", 2) == DualStack { $0 != off })
            let forwarding = off == .v4 ? "net.ipv4.ip_forward" : "net.ipv6.conf.all.forwarding"
            #expect(try command("sysctl", "-n", forwarding) == "0\n")
            try node.configure("")
            #expect(try node.sync() == "")
            #expect(try command("sysctl", "-n", forwarding) == "1\n")
            // Who has asked for the gateway in vain waits before asking again.
            for pod in ["web", "db"] {
                try command(
                    "nsenter", "--net=/proc/\(node.process(pod))/ns/net", "ip", "neigh", "flush", "all")
            }
            #expect(try node.reaches("web", 2) == .both)
            _ = consume agent
        }
    }

    private func name(_ family: IPFamily) -> String { family == .v4 ? "IPv4Support" : "IPv6Support" }

    /// What the kernel holds of ours of one family: rules, sets, routes.
    private func held(_ family: IPFamily) throws -> [String] {
        let table = try command("/usr/sbin/nft", "list", "table", family == .v4 ? "ip" : "ip6", "gemel")
        let routes = try command("ip", family == .v4 ? "-4" : "-6", "route", "show", "proto", "103")
        return (table + routes).split(separator: "\n").map(String.init)
    }
}
