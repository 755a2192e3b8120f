import Addressing
import Glibc
import TestSupport
import Testing

/// What a dual-stack node's plugin, addresses and detection have to stand up to, line by line: the tests that are
/// nowhere else, and where the others are.
///
/// Plugin
/// - called by containerd, for `ctr` and for a kubelet, and by podman: `RuntimeTests`, `SandboxTests`
/// - a pair of addresses, one alone, neither: `PlanTests`, `FamilyToggleTests`
/// - the younger container of a pod keeps its network: `PluginTests`
/// - an ADD that fails, or is killed, gives all back: `PluginTests`, `PluginCrashTests`, `DelegationTests`
/// - `ipAddrs`, `ipAddrsNoIpam`, pools by name, block and namespace: `PlanTests`
/// - a link-layer address that is asked for, MTU, forwarding: here, `PluginTests`
/// - CHECK finds each address, route and neighbour that is gone, in each family: here, `PluginVerbTests`
/// - GC with an empty list frees all, with a full one none, and each network its own: here, `PluginVerbTests`
/// - STATUS 50 where IPv6 is used up: here
/// - ADD twice, results in all versions: `PluginVerbTests`
/// - DEL after a reboot: here
///
/// Datapath
/// - a node without a default route: `PluginTests`; to another node's pod: `RoutesBetweenNodesTests`, whose nodes on one
///   link have none
/// - IPv6 at once: here
///
/// Addresses
/// - Calico's tables: `AssignmentTests`, `ReleaseTests`, `PoolChoiceTests`
/// - killed before each write: `PluginCrashTests`, `AddressStoreTests`
/// - eight processes: `PluginLoadTests`, `PluginCrashTests`
/// - a /64 is never listed: `AssignmentTests`
///
/// Detection of the node's addresses
/// - virtual, temporary, deprecated, tentative ones, links that are down, two uplinks: `AddressDetectionTests`
/// - a family without address takes nothing from the other: `RoutesBetweenNodesTests`, `NodeAddressTests`
///
/// One family failing
/// - `disable_ipv6` while all runs: here, `RoutesBetweenNodesTests`
@Suite(.timeLimit(.minutes(2))) struct AcceptanceTests {
    @Test(arguments: IPFamily.allCases)
    func `CHECK tells of a route of the node that is gone`(family: IPFamily) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            var agent = try node.start()
            let web = try Container("c1")
            let added = try node.plugin("ADD", web, pod: "web")
            #expect(added.status == 0, "\(added.output)")
            // The agent would put it back at once.
            agent.end(SIGKILL)
            let network = Node.network(", \"prevResult\": \(added.output)")
            #expect(try node.plugin("CHECK", web, pod: "web", network).output == "")
            try ip("-\(family.rawValue) route flush dev cali551b05c3e54 proto 103")
            let bad = try node.plugin("CHECK", web, pod: "web", network)
            #expect(bad.output.contains(#""code":103"#), "\(bad.output)")
            #expect(bad.output.contains("no route to \(family == .v4 ? "10.65." : "fd00:65:")"))
        }
    }

    @Test func `GC with a full list frees nothing, with an empty one all`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            let api = try Container("c2")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            #expect(try node.plugin("ADD", api, pod: "api").status == 0)
            let before = try node.ledger()
            let all = ["c1", "c2"].map { #"{"containerID": "\#($0)", "ifname": "eth0"}"# }.joined(
                separator: ",")
            let full = Node.network(#", "cni.dev/valid-attachments": [\#(all)]"#, version: "1.1.0")
            #expect(try node.plugin("GC", web, full).status == 0)
            #expect(try node.ledger() == before)
            #expect(try api.addresses().count == 2)
            let empty = Node.network(#", "cni.dev/valid-attachments": []"#, version: "1.1.0")
            #expect(try node.plugin("GC", web, empty).status == 0)
            #expect(try node.ledger().contains("pods/") == false)
            #expect(try ip("-o link").contains("cali") == false)
            #expect(try command("ls", "\(node.folder)/state/cni") == "")
            _ = consume agent
        }
    }

    /// A dot may be in the names of networks and of containers.
    @Test func `networks whose names with those of containers read alike have nothing in common`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("b.c")
            let api = try Container("c")
            func named(_ name: String, _ more: String = "") -> String {
                Node.network(more, version: "1.1.0").replacing(#""pods""#, with: #""\#(name)""#)
            }
            #expect(try node.plugin("ADD", web, pod: "web", named("a")).status == 0)
            #expect(try node.plugin("ADD", api, pod: "api", named("a.b")).status == 0)
            let none = #", "cni.dev/valid-attachments": []"#
            #expect(try node.plugin("GC", web, named("a", none)).status == 0)
            #expect(try web.run("ip -o link").contains("eth0") == false)
            #expect(try api.addresses().count == 2)
            #expect(try node.ledger().split(separator: "\n").count { $0.contains("a.b/c") } == 2)
            #expect(try node.plugin("ADD", web, pod: "web", named("a")).status == 0)
            #expect(try node.plugin("DEL", api, pod: "api", named("a.b")).status == 0)
            #expect(try web.addresses().count == 2)
            #expect(try node.ledger().split(separator: "\n").count { $0.contains("a/b.c") } == 2)
            _ = consume agent
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `STATUS says which family has no address for the next pod`(family: IPFamily) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write(
                "pools.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: IPPool
                metadata: {name: four}
                spec: {cidr: 10.65.0.0/\(family == .v4 ? 32 : 24), blockSize: 32}
                ---
                apiVersion: projectcalico.org/v3
                kind: IPPool
                metadata: {name: six}
                spec: {cidr: 'fd00:65::/\(family == .v6 ? 128 : 120)', blockSize: 128}
                """)
            let agent = try node.start()
            #expect(try node.sync() == "")
            let web = try Container("c1")
            let api = try Container("c2")
            let network = Node.network(version: "1.1.0")
            #expect(try node.plugin("STATUS", web, network).output == "")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            let status = try node.plugin("STATUS", web, network)
            #expect(
                status.output.contains(#""code":50"#) && status.output.contains("\(family)"),
                "\(status.output)")
            let before = try node.ledger()
            #expect(try node.plugin("ADD", api, pod: "api").output.contains(#""code":100"#))
            #expect(try node.ledger() == before)
            #expect(try node.plugin("DEL", web, pod: "web").status == 0)
            #expect(try node.plugin("STATUS", web, network).output == "")
            _ = consume agent
        }
    }

    @Test(arguments: ["/run/netns/gone", "''"])
    func `after a reboot, which leaves nothing but files, DEL takes those away`(path: String) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            var agent = try node.start()
            let web = try Container("c1")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            agent.end(SIGKILL)
            try ip("link del cali551b05c3e54")
            let answer = try node.plugin("DEL", web, pod: "web", namespace: path)
            #expect(answer.status == 0 && answer.output == "", "\(answer.output)")
            #expect(try node.ledger().contains("pods/") == false)
            #expect(try command("ls", "\(node.folder)/state/cni") == "")
        }
    }

    @Test func `IPv6 is usable when ADD returns, though the kernel would probe for a second`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try ip("addr add 2001:db8::1/64 dev up0 nodad")
            try command(
                "sysctl", "-qw", "net.ipv6.conf.all.accept_dad=1", "net.ipv6.conf.default.accept_dad=1")
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            #expect(try node.sync() == "")
            let client = try Container("c2")
            #expect(try node.plugin("ADD", client, pod: "client").status == 0)
            let target = try #require(client.addresses().last?.prefix { $0 != "/" })
            let web = try Container("c1")
            #expect(try web.run("cat /proc/sys/net/ipv6/conf/default/accept_dad") == "1\n")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            let start = ContinuousClock.now
            #expect(try web.reaches(String(target)))
            print("IPv6 was used \(ContinuousClock.now - start) after ADD")
            #expect(try web.run("ip -6 addr show dev eth0 scope global tentative") == "")
            _ = consume agent
        }
    }

    @Test func `an address that is asked for by name, and whether the container forwards, are as asked`()
        throws
    {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            try node.write(
                "web.yaml",
                """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: web
                  namespace: shop
                  annotations:
                    cni.projectcalico.org/hwAddr: 02:00:00:00:00:07
                    cni.projectcalico.org/ipAddrs: '["10.65.9.9", "fd00:65::9:9"]'
                spec: {nodeName: node-a, containers: [{name: a, image: a}]}
                """)
            let agent = try node.start()
            for (index, isRouter) in [false, true].enumerated() {
                let web = try Container("c\(index)")
                let network = Node.network(#", "container_settings": {"allow_ip_forwarding": \#(isRouter)}"#)
                let answer = try node.plugin("ADD", web, pod: "web", network)
                #expect(answer.status == 0, "\(answer.output)")
                #expect(try web.addresses() == ["10.65.9.9/32", "fd00:65::9:9/128"])
                #expect(
                    try web.run("cat /sys/class/net/eth0/address; ip link show eth0").contains(
                        "02:00:00:00:00:07"))
                let forwarding = try web.run("sysctl -n net.ipv4.ip_forward net.ipv6.conf.all.forwarding")
                #expect(forwarding == (isRouter ? "1\n1\n" : "0\n0\n"))
                #expect(try node.plugin("DEL", web, pod: "web", network).status == 0)
            }
            _ = consume agent
        }
    }

    @Test func `a pod whose Namespace has no manifest reaches nobody, and the status says why`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            try command("rm", "\(node.folder)/state/namespace.yaml")
            let agent = try node.start()
            let web = try Container("c1")
            let client = try Container("c2")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            #expect(try node.plugin("ADD", client, pod: "client").status == 0)
            let targets = try web.addresses().map { String($0.prefix { $0 != "/" }) }
            for target in targets { #expect(try client.reaches(target) == false) }
            // What has been programmed is told of a moment later.
            #expect(try node.sync() == "")
            let status = try node.status()
            #expect(
                status.contains("its namespace shop has no manifest: what no policy decides is denied"),
                "\(status)")
            try node.write("namespace.yaml", "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}")
            #expect(try node.sync() == "")
            for target in targets { #expect(try client.reaches(target)) }
            _ = consume agent
        }
    }

    @Test func `IPv6 that is switched off under the node leaves IPv4 as it is, and the status says so`()
        throws
    {
        try withNetworkNamespace {
            let node = try Node.make()
            try ip("addr add 2001:db8::1/64 dev up0 nodad")
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            let client = try Container("c2")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            #expect(try node.plugin("ADD", client, pod: "client").status == 0)
            let targets = try web.addresses().map { String($0.prefix { $0 != "/" }) }
            for target in targets { #expect(try client.reaches(target)) }
            try command("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
            #expect(try client.reaches(targets[0]))
            #expect(try node.sync() == "")
            #expect(try client.reaches(targets[0]))
            let status = try node.status()
            #expect(status.contains("no IPv6 address"), "\(status)")
            #expect(
                status.contains(
                    "lacking  IPv6 on cali551b05c3e54: net.ipv6.conf.cali551b05c3e54.disable_ipv6 is 1"))
            #expect(status.contains("in sync") && !status.contains("FAILING"))
            let late = try Container("c3")
            let added = try node.plugin("ADD", late, pod: "late")
            #expect(added.status == 0, "\(added.output)")
            #expect(try late.reaches(targets[0]))
            try command("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0")
            #expect(try node.sync() == "")
            for target in targets { #expect(try client.reaches(target), "\(target)") }
            _ = consume agent
        }
    }
}
