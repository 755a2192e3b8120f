import Addressing
import Glibc
import TestSupport
import Testing

/// A pool of each family.
let pools = """
    apiVersion: projectcalico.org/v3
    kind: IPPool
    metadata: {name: four}
    spec: {cidr: 10.65.0.0/16}
    ---
    apiVersion: projectcalico.org/v3
    kind: IPPool
    metadata: {name: six}
    spec: {cidr: 'fd00:65::/48'}
    """

/// Lets nobody reach the pod `web`.
private let isolation = """
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: web, namespace: shop}
    spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
    """

/// The network plugin beside an agent, in namespaces, with real packets.
@Suite(.timeLimit(.minutes(2))) struct PluginTests {
    @Test func `pods reach each other over both families on a node without a default route`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try ip("route del default")
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            #expect(try node.sync() == "")
            let web = try Container("c1")
            let client = try Container("c2")
            for (container, pod) in [("web", 0), ("client", 1)] {
                let answer =
                    pod == 0
                    ? try node.plugin("ADD", web, pod: container)
                    : try node.plugin("ADD", client, pod: container)
                #expect(answer.status == 0, "\(answer.output)")
            }
            for address in try web.addresses() {
                let target = address.prefix { $0 != "/" }
                #expect(try client.reaches(String(target)), "\(target)")
            }
            #expect(try web.addresses().count == 2)
            _ = consume agent
        }
    }

    @Test func `what was added is taken away as often as one asks, and nothing is left`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            for _ in 0..<2 {
                let answer = try node.plugin("DEL", web, pod: "web")
                #expect(answer.status == 0, "\(answer.output)")
            }
            #expect(try node.sync() == "")
            #expect(try ip("-o link").contains("cali") == false)
            #expect(try command("ls", "\(node.folder)/state/cni") == "")
            #expect(try node.ledger().contains("c1") == false)
            #expect(try ip("route; ip -6 route").contains("cali") == false)
            _ = consume agent
        }
    }

    @Test(arguments: [
        "kind: IPReservation", "kind: \"IPReservation\"", "kind:   IPReservation   # ours",
        "'kind': 'IPReservation'",
    ])
    func `no address is given while a file that may reserve some cannot be read`(kind: String) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            try node.write(
                "reserved.yaml",
                "apiVersion: projectcalico.org/v3\n\(kind)\nmetadata: {name: r}\nspec: {reservedCIDRs: [oops]}"
            )
            let agent = try node.start()
            let web = try Container("c1")
            let answer = try node.plugin("ADD", web, pod: "web")
            #expect(answer.status != 0)
            #expect(answer.output.contains("addresses cannot be given"), "\(answer.output)")
            _ = consume agent
        }
    }

    @Test func `a Pod's policy is in force when ADD returns, and its labels are followed`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            try node.write("policy.yaml", isolation)
            try node.write("web.yaml", podManifest("web", labels: "{app: web}"))
            let agent = try node.start()
            let web = try Container("c1")
            let client = try Container("c2")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            #expect(try node.plugin("ADD", client, pod: "client").status == 0)
            let targets = try web.addresses().map { String($0.prefix { $0 != "/" }) }
            #expect(targets.count == 2)
            for target in targets { #expect(try client.reaches(target) == false) }
            try node.write("web.yaml", podManifest("web", labels: "{app: other}"))
            #expect(try node.sync() == "")
            for target in targets { #expect(try client.reaches(target)) }
            _ = consume agent
        }
    }

    @Test func `without an agent ADD fails in time, and leaves nothing`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let web = try Container("c1")
            let network = Node.network(#", "policy_setup_timeout_seconds": 1"#)
            let answer = try node.plugin("ADD", web, pod: "web", network)
            #expect(answer.status == 1)
            #expect(answer.output.contains(#""code":102"#), "\(answer.output)")
            #expect(try ip("-o link").contains("cali") == false)
            #expect(try node.ledger().contains("c1") == false)
            #expect(try command("ls", "\(node.folder)/state/cni") == "")
        }
    }

    @Test func `a container's link takes what the node's way out takes`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try ip("link set up0 mtu 1420")
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            #expect(try web.run("ip link show eth0").contains("mtu 1420"))
            #expect(try ip("link show cali551b05c3e54").contains("mtu 1420"))
            _ = consume agent
        }
    }

    /// A path below `/proc` means another process as soon as its own is gone.
    @Test func `nothing is done to the node where the path of a container leads there`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try ip("link add eth0 type veth peer name eth1")
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            let added = try node.plugin("ADD", web, pod: "api", namespace: "/proc/self/ns/net")
            #expect(added.output.contains(#""code":3"#), "\(added.output)")
            for path in ["/proc/self/ns/net", "\(node.folder)/log"] {
                let removed = try node.plugin("DEL", web, pod: "web", namespace: path)
                #expect(removed.status == 0, "\(removed.output)")
            }
            #expect(try ip("-o link").contains(" eth0@"))
            #expect(try ip("-o link").contains("cali") == false)
            _ = consume agent
        }
    }

    @Test func `the older container of a pod does not take the younger's network with it`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let old = try Container("c1")
            let new = try Container("c2")
            #expect(try node.plugin("ADD", old, pod: "web").status == 0)
            #expect(try node.plugin("ADD", new, pod: "web").status == 0)
            #expect(try node.plugin("DEL", old, pod: "web").status == 0)
            #expect(try node.sync() == "")
            #expect(try ip("-o link").contains("cali"))
            #expect(try new.addresses().count == 2)
            #expect(try ip("route; ip -6 route").split(separator: "\n").count { $0.contains("cali") } >= 2)
            _ = consume agent
        }
    }
}

private func podManifest(_ name: String, labels: String) -> String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: \(name), namespace: shop, labels: \(labels)}
    spec: {nodeName: node-a, containers: [{name: a, image: a}]}
    status: {phase: Pending}
    """
}
