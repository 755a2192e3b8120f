import Addressing
import TestSupport
import Testing

private let all = DualStack(v4: true, v6: true)

/// Agents and BIRDs that make the routes between their nodes by BGP.
@Suite(.timeLimit(.minutes(3))) struct RoutingDaemonTests {
    @Test func `pods of two nodes reach each other by BGP, over both families`() throws {
        var nodes = try BirdNodes.make(["a", "b"])
        try nodes.startAll()
        #expect(try nodes.sync() == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.reaches(from: "pod-b", podOf: "a") == all)
        #expect(
            try nodes.routes("a") == [
                "10.244.2.0/24 via 192.0.2.2 dev eth0", "fd00:10:244:2::/64 via 2001:db8::2 dev eth0",
            ])
        #expect(
            try nodes.wait(
                "a", for: "configuration in force", "192.0.2.2 AS 64512 Established",
                "2001:db8::2 AS 64512 Established", "1 routes in, 1 out (mesh, node node-b)") == "")
    }

    @Test func `neither the agent nor BIRD removes what the other has made`() throws {
        var nodes = try BirdNodes.make(["a", "b"])
        nodes.settings["FELIX_PROGRAMCLUSTERROUTES"] = "Enabled"
        nodes.settings["FELIX_ROUTEREFRESHINTERVAL"] = "1"
        try nodes.startAll()
        #expect(
            try nodes.wait("a", for: "192.0.2.2 AS 64512 Established", "2001:db8::2 AS 64512 Established")
                == "")
        let routes = "ip route show 10.244.2.0/24; ip -6 route show fd00:10:244:2::/64"
        try nodes.await("a", "ip route show proto bird", 1)
        try nodes.await("a", "ip -6 route show proto bird", 1)
        let held = try nodes.run("a", routes)
        for family in IPFamily.allCases {
            let lines = held.split(separator: "\n").filter { $0.contains(":") == (family == .v6) }
            #expect(lines.count == 2)
            #expect(lines.contains { $0.contains("proto bird metric 1024") })
            #expect(lines.contains { $0.contains("proto 103 metric 2048") })
        }
        // BIRD's own goes; that of the agent takes its place.
        try nodes.write(
            "bgp.yaml",
            "{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {nodeToNodeMeshEnabled: false}}"
        )
        try nodes.await("a", "ip route show proto bird", 0)
        #expect(try nodes.reaches(from: "pod-a", podOf: "b", seconds: 2) == all)
        #expect(try nodes.run("a", routes).split(separator: "\n").count { $0.contains("proto 103") } == 2)
    }

    @Test func `a reflector tells each of its clients of the others`() throws {
        var nodes = try BirdNodes.make(["a", "b", "c"])
        try nodes.write(
            "bgp.yaml",
            """
            {apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {nodeToNodeMeshEnabled: false}}
            ---
            {apiVersion: projectcalico.org/v3, kind: Node, metadata: {name: node-b}, spec: {bgp: {routeReflectorClusterID: 1.0.0.1}}}
            ---
            {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: reflector}, spec: {nodeSelector: name != 'b', peerSelector: name == 'b'}}
            """)
        try nodes.startAll()
        #expect(try nodes.reaches(from: "pod-a", podOf: "c") == all)
        #expect(try nodes.reaches(from: "pod-c", podOf: "b") == all)
        #expect(
            try nodes.routes("a") == [
                "10.244.2.0/24 via 192.0.2.2 dev eth0", "10.244.3.0/24 via 192.0.2.3 dev eth0",
                "fd00:10:244:2::/64 via 2001:db8::2 dev eth0", "fd00:10:244:3::/64 via 2001:db8::3 dev eth0",
            ])
        #expect(try nodes.bgp("a").count == 3)
        #expect(try nodes.bgp("b").count == 5)
    }

    @Test func `a session has its password, or is not made`() throws {
        var nodes = try BirdNodes.make(["a", "b"])
        try nodes.write("bgp.yaml", mesh("nodeMeshPassword: {secretKeyRef: {name: bgp, key: mesh}}"))
        try nodes.startAll()
        #expect(try nodes.sync() == "")
        #expect(try nodes.gemel("a", "status").contains("no mesh: its password cannot be read"))
        #expect(try nodes.wait("a", for: "configuration in force") == "")
        #expect(try nodes.bgp("a").count == 1)
        try command(
            "sh", "-c",
            "mkdir \(nodes.folder)/passwords/bgp && echo secret > \(nodes.folder)/passwords/bgp/mesh")
        #expect(
            try nodes.wait("a", for: "192.0.2.2 AS 64512 Established", "2001:db8::2 AS 64512 Established")
                == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(
            try command("sh", "-c", "grep -c 'password \"secret\"' \(nodes.folder)/bird-a/bird.conf") == "2\n"
        )
        #expect(try command("stat", "-c", "%a", "\(nodes.folder)/bird-a/bird.conf") == "640\n")
    }

    @Test func `a change with which sessions do not come again is undone`() throws {
        var nodes = try BirdNodes.make(["a", "b"])
        try nodes.startAll()
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.wait("a", for: "configuration in force") == "")
        let before = try command("cat", "\(nodes.folder)/bird-a/bird.conf")
        // The other end is not told.
        nodes.kill9("b")
        try command(
            "sh", "-c",
            "mkdir \(nodes.folder)/passwords/bgp && echo other > \(nodes.folder)/passwords/bgp/mesh")
        try nodes.write("bgp.yaml", mesh("nodeMeshPassword: {secretKeyRef: {name: bgp, key: mesh}}"))
        #expect(try nodes.wait("a", for: "did not come again within 8 s") == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try command("cat", "\(nodes.folder)/bird-a/bird.conf") == before)
        // Then it is, and the next trial succeeds.
        try nodes.start("b")
        #expect(
            try nodes.wait("a", 60, for: "configuration in force", "192.0.2.2 AS 64512 Established") == "")
        #expect(
            try nodes.wait("b", 60, for: "configuration in force", "2001:db8::1 AS 64512 Established") == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
    }

    @Test func `nodes with one family have the sessions of that family`() throws {
        var nodes = try BirdNodes.make(["a", "b", "c"], families: ["b": [.v4], "c": [.v6]])
        try nodes.startAll()
        #expect(try nodes.reaches(from: "pod-a", podOf: "b", over: [.v4]).v4)
        #expect(try nodes.reaches(from: "pod-a", podOf: "c", over: [.v6]).v6)
        #expect(
            try nodes.routes("a") == [
                "10.244.2.0/24 via 192.0.2.2 dev eth0", "fd00:10:244:3::/64 via 2001:db8::3 dev eth0",
            ])
        // Who has no IPv4 has a router's number all the same, and is as ready as others.
        #expect(try nodes.wait("c", for: "configuration in force", "2001:db8::1 AS 64512 Established") == "")
        #expect(try nodes.bgp("c").count == 2)
        #expect(try nodes.bgp("b").count == 2)
    }

    @Test func `routes stay while BIRD is killed and begins again`() throws {
        var nodes = try BirdNodes.make(["a", "b"])
        try nodes.startAll()
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
        #expect(try nodes.wait("a", for: "configuration in force", "2001:db8::2 AS 64512 Established") == "")
        let before = try nodes.routes("a") + nodes.routes("b")
        // Asks again and again, of each family, until it is told to end.
        let losses = "\(nodes.folder)/losses"
        try nodes.run(
            "pod-a",
            """
            for address in 10.244.2.2 fd00:10:244:2::2; do
                while ! [ -e \(losses).end ]; do
                    echo asked >>\(losses)
                    timeout 1 bash -c "< /dev/tcp/$address/80" 2>&1 | grep -q refused || echo lost $address >>\(losses)
                    sleep 0.1
                done >/dev/null 2>&1 &
            done
            """)
        nodes.kill9Bird("a")
        #expect(try nodes.wait("a", for: "BIRD: ") == "")
        #expect(try nodes.routes("a") + nodes.routes("b") == before)
        try nodes.startBird("a")
        #expect(try nodes.wait("a", for: "configuration in force", "2001:db8::2 AS 64512 Established") == "")
        let asked = try command("sh", "-c", "touch \(losses).end; sleep 1; sort \(losses) | uniq -c")
        #expect(asked.contains("asked") && !asked.contains("lost"), "\(asked)")
        #expect(try nodes.routes("a") + nodes.routes("b") == before)
    }

    @Test func `sessions outlive the agent`() throws {
        var nodes = try BirdNodes.make(["a", "b"])
        try nodes.startAll()
        #expect(
            try nodes.wait(
                "a", for: "configuration in force", "192.0.2.2 AS 64512 Established",
                "2001:db8::2 AS 64512 Established") == "")
        let since = try established(nodes.bgp("a"))
        nodes.kill9("a")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b", seconds: 1) == all)
        try nodes.start("a")
        #expect(
            try nodes.wait(
                "a", for: "configuration in force", "192.0.2.2 AS 64512 Established",
                "2001:db8::2 AS 64512 Established") == "")
        #expect(try established(nodes.bgp("a")) == since)
        #expect(since.count == 2)
    }

    @Test func `a family that is switched off has no session, and the other goes on`() throws {
        var nodes = try BirdNodes.make(["a", "b"])
        try nodes.startAll()
        #expect(
            try nodes.wait(
                "a", for: "configuration in force", "192.0.2.2 AS 64512 Established",
                "2001:db8::2 AS 64512 Established") == "")
        let since = try established(nodes.bgp("a")).filter { $0.hasPrefix("192") }
        try nodes.write(
            "felix.yaml",
            "{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: node.node-a}, spec: {ipv6Support: false}}"
        )
        try nodes.await("a", "ip -6 route show proto bird", 0)
        #expect(try nodes.bgp("a").count == 2)
        #expect(try established(nodes.bgp("a")) == since)
        #expect(try nodes.reaches(from: "pod-a", podOf: "b", seconds: 1, over: [.v4]).v4)
        try nodes.write("felix.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: nothing}}")
        #expect(try nodes.wait("a", for: "2001:db8::2 AS 64512 Established") == "")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
    }

    @Test func `filters decide which routes a peer is told of, and which are taken from it`() throws {
        var nodes = try BirdNodes.make(["a", "b"])
        try nodes.write(
            "bgp.yaml",
            mesh("nodeToNodeMeshEnabled: false") + """

                ---
                apiVersion: projectcalico.org/v3
                kind: BGPFilter
                metadata: {name: no-ipv4-of-a.no-ipv6-of-b}
                spec:
                  exportV4: [{cidr: 10.244.1.0/24, matchOperator: Equal, action: Reject}]
                  importV6: [{cidr: 'fd00:10:244:2::/64', matchOperator: In, action: Reject}]
                ---
                apiVersion: projectcalico.org/v3
                kind: BGPPeer
                metadata: {name: b}
                spec: {node: node-a, peerSelector: name == 'b', reversePeering: Manual, filters: [no-ipv4-of-a.no-ipv6-of-b]}
                ---
                apiVersion: projectcalico.org/v3
                kind: BGPPeer
                metadata: {name: a}
                spec: {node: node-b, peerSelector: name == 'a', reversePeering: Manual}
                """)
        try nodes.startAll()
        #expect(
            try nodes.wait("a", for: "192.0.2.2 AS 64512 Established", "2001:db8::2 AS 64512 Established")
                == "")
        try nodes.await("a", "ip route show proto bird", 1)
        try nodes.await("b", "ip -6 route show proto bird", 1)
        #expect(try nodes.routes("a") == ["10.244.2.0/24 via 192.0.2.2 dev eth0"])
        #expect(try nodes.routes("b") == ["fd00:10:244:1::/64 via 2001:db8::1 dev eth0"])
    }

    @Test func `without BIRD the status says so, and all else goes on`() throws {
        var nodes = try BirdNodes.make(["a", "b"])
        try nodes.start("a")
        #expect(try nodes.wait("a", for: "BIRD: nobody answers at \(nodes.folder)/bird-a/bird.ctl") == "")
        #expect(try nodes.gemel("a", "sync --timeout 10") == "")
        #expect(try nodes.run("a", "ip route show proto 103").contains("blackhole 10.244.1.0/24"))
        // As soon as it comes it is told.
        try nodes.startBird("a")
        try nodes.startBird("b")
        try nodes.start("b")
        #expect(try nodes.reaches(from: "pod-a", podOf: "b") == all)
    }
}

/// A BGPConfiguration for all nodes.
private func mesh(_ spec: String) -> String {
    "{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {\(spec)}}"
}

/// The peers of sessions that are established, and since when.
private func established(_ lines: [String]) -> [String] {
    lines.filter { $0.contains(" Established since ") }.map {
        String($0.prefix { $0 != "," })
    }
}
