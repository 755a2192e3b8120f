import Addressing
import Dataplane
import HashTreeCollections
import Nftables
import Resources
import Routing
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct LinkTests {
    @Test func `routes wait for the interface, and come with it`() throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            let wanted = shop(80...80)
            let first = dataplane.apply(wanted)
            #expect(first.waiting == ["cali-a"] && first.failures.isEmpty)
            #expect(try routes() == [])
            try addLink("cali-a")
            #expect(dataplane.drainLinkEvents().contains("cali-a"))
            let second = dataplane.apply(wanted)
            #expect(second.waiting.isEmpty && second.failures.isEmpty)
            #expect(second.transactions == 0 && second.linkChanges > 0)
            #expect(try routes() == ["10.65.0.1 dev cali-a scope link", "fd00::1 dev cali-a metric 1024"])
        }
    }

    @Test func `neighbours are there as long as they are wanted, and come again with their interface`() throws
    {
        try withNetworkNamespace {
            try addLink("cali-a")
            try ip("neigh add 10.65.0.9 lladdr 02:00:00:00:00:09 dev cali-a nud permanent")
            let foreign = try neighbours()
            var dataplane = try Dataplane.open()
            var wanted = shop(80...80)
            wanted.neighbours = Set(
                ["10.65.0.1", "fd00::1"].compactMap { IPAddress($0) }.map {
                    StaticNeighbour($0, device: "cali-a", linkAddress: [2, 0, 0, 0, 0, 1])
                })
            #expect(dataplane.apply(wanted).failures.isEmpty)
            let ours = [
                "10.65.0.1 dev cali-a lladdr 02:00:00:00:00:01 PERMANENT proto 103",
                "fd00::1 dev cali-a lladdr 02:00:00:00:00:01 PERMANENT proto 103",
            ]
            #expect(try neighbours() == (foreign + ours).sorted())
            #expect(dataplane.apply(wanted).linkChanges == 0)
            try ip("link set cali-a down && ip link set cali-a up")
            _ = dataplane.drainLinkEvents()
            #expect(dataplane.apply(wanted).failures.isEmpty)
            #expect(try neighbours() == ours)
            // A later process finds what an earlier one left.
            var later = try Dataplane.open()
            wanted.neighbours = []
            _ = consume dataplane
            #expect(later.apply(wanted).failures.isEmpty)
            #expect(try neighbours() == [])
        }
    }

    @Test func `routes that were lost with their interface come again`() throws {
        try withNetworkNamespace {
            try addLink("cali-a")
            var dataplane = try Dataplane.open()
            let wanted = shop(80...80)
            _ = dataplane.apply(wanted)
            let expected = try routes()
            #expect(expected.count == 2)
            try ip("link set cali-a down && ip link set cali-a up")
            #expect(dataplane.drainLinkEvents().contains("cali-a"))
            #expect(dataplane.apply(wanted).failures.isEmpty)
            #expect(try routes() == expected)
            try ip("link del cali-a")
            #expect(dataplane.drainLinkEvents().contains("cali-a"))
            #expect(dataplane.apply(wanted).waiting == ["cali-a"])
            try addLink("cali-a")
            #expect(dataplane.drainLinkEvents().contains("cali-a"))
            #expect(dataplane.apply(wanted).failures.isEmpty)
            #expect(try routes() == expected)
            #expect(try sysctl("net/ipv4/conf/cali-a/proxy_arp") == "1")
        }
    }

    @Test func `routes go when nobody wants them, and others' stay`() throws {
        try withNetworkNamespace {
            try addLink("cali-a")
            try addLink("cali-b")
            var dataplane = try Dataplane.open()
            _ = dataplane.apply(shop(80...80))
            try ip("route add 10.65.0.9/32 dev cali-a && ip -6 route add fd00::9 dev cali-a")
            let foreign = try ip("route show proto boot") + ip("-6 route show proto boot")
            #expect(dataplane.apply(shop(80...80, interface: "cali-b")).failures.isEmpty)
            #expect(try routes() == ["10.65.0.1 dev cali-b scope link", "fd00::1 dev cali-b metric 1024"])
            #expect(dataplane.apply(desired([])).failures.isEmpty)
            #expect(try routes() == [])
            #expect(try ip("route show proto boot") + ip("-6 route show proto boot") == foreign)
        }
    }

    @Test func `routes of a dead process are taken over or swept`() throws {
        try withNetworkNamespace {
            try addLink("cali-a")
            try ip("route add 10.65.0.77/32 dev cali-a proto 103 scope link")
            try ip("-6 route add fd00::77 dev cali-a proto 103")
            var dataplane = try Dataplane.open()
            #expect(dataplane.apply(shop(80...80)).failures.isEmpty)
            #expect(try routes() == ["10.65.0.1 dev cali-a scope link", "fd00::1 dev cali-a metric 1024"])
        }
    }

    @Test func `an endpoint without policy gets no route`() throws {
        try withNetworkNamespace {
            try addLink("cali-a")
            var bad = shop(80...80)
            bad.rulesets.v6.chains["x"] = Chain("x", rules: [Rule(then: [.verdict(.goto("nowhere"))])])
            var dataplane = try Dataplane.open()
            #expect(!dataplane.apply(bad).failures.isEmpty)
            #expect(try routes() == [])
        }
    }

    @Test func `interfaces get the settings they need`() throws {
        try withNetworkNamespace {
            try addLink("cali-a")
            try addLink("other")
            var dataplane = try Dataplane.open()
            #expect(dataplane.apply(shop(80...80)).failures.isEmpty)
            for (file, value) in [
                ("net/ipv4/conf/cali-a/proxy_arp", "1"), ("net/ipv4/conf/cali-a/forwarding", "1"),
                ("net/ipv6/conf/cali-a/forwarding", "1"), ("net/ipv6/conf/cali-a/accept_ra", "0"),
                ("net/ipv4/conf/other/proxy_arp", "0"),
            ] {
                #expect(try sysctl(file) == value, "\(file)")
            }
        }
    }

    @Test func `each of many interfaces gets its settings, in the namespace of who asks`() throws {
        try withNetworkNamespace {
            let names = (1...40).map { "cali-\($0)" }
            for name in names { try addLink(name) }
            let endpoints = names.enumerated().map { number, name in
                endpoint("w\(number)", UInt8(number + 1), interface: name)
            }
            var dataplane = try Dataplane.open()
            #expect(
                dataplane.apply(desired([.namespace(Namespace(name: "shop"))] + endpoints)).failures.isEmpty)
            for name in names {
                #expect(try sysctl("net/ipv4/conf/\(name)/proxy_arp") == "1", "\(name)")
                #expect(try sysctl("net/ipv6/conf/\(name)/proxy_ndp") == "1", "\(name)")
            }
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a tunnel with our mark that nobody wants goes, also one that comes later`(family: IPFamily) throws {
        try withNetworkNamespace {
            let local = family == .v4 ? "127.0.0.1" : "::1"
            try addLink("cali-a")
            var dataplane = try Dataplane.open()
            #expect(dataplane.apply(shop(80...80)).failures.isEmpty)
            try ip("link add vx1 type vxlan id 4096 dstport 4789 local \(local)")
            try ip("link add vx2 type vxlan id 4097 dstport 4789 local \(local)")
            try ip("link set vx1 alias gemel")
            _ = dataplane.drainLinkEvents()
            #expect(dataplane.apply(shop(80...80)).failures.isEmpty)
            let left = try ip("-o link show type vxlan")
            #expect(!left.contains("vx1"))
            #expect(left.contains("vx2"))
        }
    }

    @Test func `news that were lost are made up for by looking again`() throws {
        try withNetworkNamespace {
            try addLink("cali-a")
            var dataplane = try Dataplane.open()
            let wanted = shop(80...80)
            _ = dataplane.apply(wanted)
            let expected = try routes()
            // The interface is made again behind more news than the kernel keeps for us.
            try command(
                "sh", "-c",
                """
                ip link add x type veth peer name y
                for n in $(seq 3000); do echo "link set x up"; echo "link set x down"; done | ip -batch -
                ip link del cali-a; ip link add cali-a type veth peer name peer; ip link set cali-a up
                """)
            _ = dataplane.drainLinkEvents()
            let needsReadBack = dataplane.needsReadBack
            #expect(needsReadBack)
            #expect(dataplane.apply(wanted).failures.isEmpty)
            #expect(try routes() == expected)
            #expect(try sysctl("net/ipv4/conf/cali-a/proxy_arp") == "1")
        }
    }

    /// Our routes of both families.
    private func routes() throws -> [String] {
        try (ip("route show proto 103") + ip("-6 route show proto 103")).split(separator: "\n").map { line in
            let words = line.split(separator: " ").filter { !["linkdown"].contains($0) }
            return words.prefix { $0 != "pref" }.joined(separator: " ")
        }
    }

    private func sysctl(_ file: String) throws -> String {
        String(try command("cat", "/proc/sys/\(file)").prefix { $0 != "\n" })
    }
}

/// The permanent neighbours of both families, as ip(8) prints them.
private func neighbours() throws -> [String] {
    try (ip("neigh show nud permanent") + ip("-6 neigh show nud permanent")).split(separator: "\n").map {
        $0.trimmingCharacters()
    }.filter { !$0.hasPrefix("ff") && !$0.hasPrefix("224.") && !$0.contains("NOARP") }.reduce(
        into: [String]()
    ) {
        if !$0.contains($1) { $0.append($1) }
    }.sorted()
}

extension Substring {
    fileprivate func trimmingCharacters() -> String { String(self).replacing(#/\s+$/#, with: "") }
}
