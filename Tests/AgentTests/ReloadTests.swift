import Addressing
import Glibc
import NftablesNetlink
import TestSupport
import Testing

/// The configuration file, which may change while the agent runs.
@Suite(.timeLimit(.minutes(1))) struct ReloadTests {
    @Test func `a change of the file takes effect without a restart, in one transaction for both families`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.configure("DefaultEndpointToHostAction = Drop\n")
            let agent = try node.start()
            #expect(try node.sync() == "")
            let before = try generation()
            try node.configure("DefaultEndpointToHostAction = Accept\n")
            #expect(try node.sync() == "")
            #expect(try IPFamily.allCases.allSatisfy { try !toHost($0).contains("is Drop") })
            #expect(try generation() == before + 1)
            _ = consume agent
        }
    }

    @Test func `a node that goes together with a change of the settings gets no route any more`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try ip("addr add 2001:db8::1/64 dev up0 nodad")
            try node.write("cluster.yaml", cluster("Disabled") + otherNode)
            let agent = try node.start()
            #expect(try node.sync() == "")
            #expect(try ip("route; ip -6 route").contains("10.244.2.0/24 via 192.0.2.2"))
            #expect(try ip("route; ip -6 route").contains("fd00:10:244:2::/64 via 2001:db8::2"))
            try node.write("cluster.yaml", cluster("Any"))
            #expect(try node.sync() == "")
            #expect(try ip("route").contains("10.244.2.0/24") == false)
            #expect(try ip("-6 route").contains("fd00:10:244:2::/64") == false)
            _ = consume agent
        }
    }

    @Test func `no packet slips through while the settings change`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.addPod("web", 1)
            try node.addPod("db", 2)
            try node.write("deny.yaml", denyAll)
            try node.configure("DefaultEndpointToHostAction = Drop\n")
            let agent = try node.start()
            #expect(try node.sync() == "")
            for file in [
                "NftablesFilterDenyAction = Drop\nInterfacePrefix = cali,tap\n", "Ipv6Support = no\n",
            ] {
                try node.configure(file)
                #expect(try node.reaches("web", 2) == DualStack(v4: false, v6: false))
                #expect(try node.sync() == "")
                #expect(try node.reaches("web", 2) == DualStack(v4: false, v6: false))
            }
            _ = consume agent
        }
    }

    @Test func `a bad value in the file is an error with its line, and the next lower good one stands in`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.write("felix.yaml", hostAction("Accept"))
            try node.configure("[global]\nDefaultEndpointToHostAction = open\n")
            let agent = try node.start()
            let sentence =
                "\(node.folder)/gemeld.cfg:2: FELIX_DEFAULTENDPOINTTOHOSTACTION is `open`, accepted is one of "
                + "Drop, Return, Accept\n"
            #expect(try node.sync() == sentence)
            #expect(try IPFamily.allCases.allSatisfy { try !toHost($0).contains("is Drop") })
            #expect(try node.status().contains("is `open`"))
            let listing = try node.configuration("--changed")
            #expect(listing.contains("FELIX_DEFAULTENDPOINTTOHOSTACTION  Accept"))
            #expect(listing.contains("gemeld.cfg:2: open: not understood, accepted is one of"))
            try node.configure("DefaultEndpointToHostAction = Drop\n")
            #expect(try node.sync() == "")
            #expect(try IPFamily.allCases.allSatisfy { try toHost($0).contains("is Drop") })
            _ = consume agent
        }
    }

    @Test
    func `SIGHUP has the file read again, and the manager is told when it begins and when it is in force`()
        throws
    {
        try withNetworkNamespace {
            var node = try Node.make()
            let manager = ManagerSocket()
            node.variables = ["NOTIFY_SOCKET": manager.path]
            try node.configure("")
            let agent = try node.start()
            #expect(try node.sync() == "")
            for file in try told("READY=1", by: manager).files { close(file) }
            kill(agent.process, SIGHUP)
            let begun = try told("RELOADING=1", by: manager).text
            let time = try #require(begun.firstMatch(of: #/RELOADING=1\nMONOTONIC_USEC=(\d+)/#)?.1)
            var now = timespec()
            _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
            #expect(try #require(Int(time)) <= now.tv_sec * 1_000_000 + now.tv_nsec / 1000)
            _ = try told("READY=1", by: manager)
            _ = consume agent
        }
    }

    @Test func `what a file that is gone said last holds until a reload is asked for`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            let file = "\(node.folder)/etc/gemel/gemeld.cfg"
            try command("mkdir", "-p", "\(node.folder)/etc/gemel")
            try command("sh", "-c", "echo DefaultEndpointToHostAction = Accept > \(file)")
            let agent = try node.start(by: [
                "unshare", "--mount", "sh", "-c", #"mount --bind "$0" /etc && exec "$@""#,
                "\(node.folder)/etc",
            ])
            #expect(try node.sync() == "")
            #expect(try !toHost(.v6).contains("is Drop"))
            try command("rm", file)
            #expect(try node.sync() == "")
            #expect(try !toHost(.v6).contains("is Drop"))
            #expect(try node.status().contains("is gone, without a reload of the agent"))
            kill(agent.process, SIGHUP)
            while try node.configuration("--changed").contains("gemeld.cfg") { usleep(10_000) }
            #expect(try node.sync() == "")
            #expect(try IPFamily.allCases.allSatisfy { try toHost($0).contains("is Drop") })
            _ = consume agent
        }
    }

    @Test func `what can only change at the next start says so`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            try node.configure("HealthPort = 9099\n")
            let agent = try node.start()
            #expect(try node.sync() == "")
            try node.configure("HealthPort = 9100\n")
            #expect(try node.sync() == "")
            let listing = try node.configuration("--changed")
            #expect(listing.contains("FELIX_HEALTHPORT     9099"))
            #expect(listing.contains("9100 after the next start"))
            #expect(try node.status().contains("FELIX_HEALTHPORT has changed"))
            _ = consume agent
        }
    }

    @Test(arguments: ["gemeld", "gemel"])
    func `a program that cannot know what it was called with does nothing`(program: String) throws {
        try withNetworkNamespace {
            let answer = try command(
                "unshare", "--mount", "sh", "-c",
                #"mount -t tmpfs none /proc && timeout 10 "$0" --version; echo "exit status $?""#,
                try builtProgram(program))
            #expect(answer.contains("is /proc mounted?") && answer.contains("exit status 70"))
            #expect(try command("/usr/sbin/nft", "list", "tables") == "")
        }
    }

    @Test func `a bad value that says where the state is ends the agent before it does anything`() throws {
        try withNetworkNamespace {
            var node = try Node.make()
            node.variables = ["FELIX_FELIXHOSTNAME": "a b"]
            var agent = try node.start()
            #expect(agent.wait() >> 8 == 78)
        }
    }
}

private func hostAction(_ action: String) -> String {
    """
    apiVersion: projectcalico.org/v3
    kind: FelixConfiguration
    metadata: {name: default}
    spec: {defaultEndpointToHostAction: \(action)}
    """
}

private let denyAll = """
    apiVersion: projectcalico.org/v3
    kind: GlobalNetworkPolicy
    metadata: {name: deny}
    spec: {selector: all(), types: [Ingress, Egress]}
    """

/// The rules of one family for packets from workloads to the host.
private func toHost(_ family: IPFamily) throws -> String {
    try command("/usr/sbin/nft", "list", "table", family == .v4 ? "ip" : "ip6", "gemel")
        .split(separator: "\n").filter { $0.contains("workload to host") }.joined(separator: "\n")
}

private func cluster(_ spoofing: String) -> String {
    """
    {apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: default}, spec: {workloadSourceSpoofing: \(spoofing)}}
    ---
    {apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: v4}, spec: {cidr: 10.244.0.0/16, vxlanMode: Never}}
    ---
    {apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: v6}, spec: {cidr: "fd00:10:244::/48", vxlanMode: Never}}

    """
}

private let otherNode = """
    ---
    apiVersion: v1
    kind: Node
    metadata: {name: node-b}
    spec: {podCIDRs: [10.244.2.0/24, "fd00:10:244:2::/64"]}
    status: {addresses: [{type: InternalIP, address: 192.0.2.2}, {type: InternalIP, address: "2001:db8::2"}]}
    """
