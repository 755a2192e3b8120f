import Addressing
import Glibc
import TestSupport
import Testing

/// CHECK, GC and STATUS of the network plugin, beside an agent.
@Suite(.timeLimit(.minutes(2))) struct PluginVerbTests {
    /// Takes one thing away that ADD has made: a line of shell in the container, or on the node.
    struct Loss: Sendable, CustomTestStringConvertible {
        let line: String
        var isOnNode = false

        var testDescription: String { line }
    }

    private static let losses = [
        Loss(line: "ip addr flush dev eth0 scope global; ip -4 route add 169.254.1.1 dev eth0"),
        Loss(line: "ip -6 addr flush dev eth0 scope global"), Loss(line: "ip -4 route del default"),
        Loss(line: "ip -6 route del default"), Loss(line: "ip neigh del 169.254.1.1 dev eth0"),
        Loss(line: "ip neigh del fe80::ecee:eeff:feee:eeee dev eth0"), Loss(line: "ip link set eth0 down"),
        Loss(line: "ip link del cali551b05c3e54", isOnNode: true),
        Loss(line: "ip addr del fe80::ecee:eeff:feee:eeee/64 dev cali551b05c3e54", isOnNode: true),
    ]

    @Test(arguments: losses) func `CHECK tells of what is not there any more`(loss: Loss) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            let added = try node.plugin("ADD", web, pod: "web")
            #expect(added.status == 0, "\(added.output)")
            let network = Node.network(", \"prevResult\": \(added.output)")
            let good = try node.plugin("CHECK", web, pod: "web", network)
            #expect(good.status == 0 && good.output == "", "\(good.output)")
            if loss.isOnNode { try command("sh", "-c", loss.line) } else { try web.run(loss.line) }
            let bad = try node.plugin("CHECK", web, pod: "web", network)
            #expect(bad.status == 1)
            #expect(bad.output.contains(#""code":103"#), "\(bad.output)")
            _ = consume agent
        }
    }

    @Test func `GC takes away what the runtime does not know, of its network alone`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            let api = try Container("c2")
            let other = try Container("c3")
            let elsewhere = Node.network().replacing(#""pods""#, with: #""pods.more""#)
            #expect(try node.plugin("ADD", web, pod: "web").status == 0)
            #expect(try node.plugin("ADD", api, pod: "api").status == 0)
            #expect(try node.plugin("ADD", other, pod: "other", elsewhere).status == 0)
            let known = #", "cni.dev/valid-attachments": [{"containerID": "c2", "ifname": "eth0"}]"#
            let answer = try node.plugin("GC", web, Node.network(known, version: "1.1.0"))
            #expect(answer.status == 0 && answer.output == "", "\(answer.output)")
            let ledger = try node.ledger()
            #expect(!ledger.contains("pods/c1"))
            #expect(ledger.contains("pods/c2") && ledger.contains("pods.more/c3"))
            #expect(try node.sync() == "")
            #expect(try api.addresses().count == 2)
            #expect(try ip("-o link").split(separator: "\n").count { $0.contains("cali") } == 2)
            let unsaid = try node.plugin("GC", web, Node.network(version: "1.1.0"))
            #expect(unsaid.output.contains(#""code":7"#))
            #expect(try node.ledger() == ledger)
            _ = consume agent
        }
    }

    @Test func `STATUS is fine with an agent and addresses of both families, and else says what is not`()
        throws
    {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let web = try Container("c1")
            let insisting = #"{"type": "gemel-cni", "assign_ipv6": "true"}"#
            let network = Node.network(version: "1.1.0")
                .replacing(#"{"type": "gemel-cni"}"#, with: insisting)
            #expect(try node.plugin("STATUS", web, network).output.contains(#""code":51"#))
            let agent = try node.start()
            #expect(try node.sync() == "")
            let fine = try node.plugin("STATUS", web, network)
            #expect(fine.status == 0 && fine.output == "", "\(fine.output)")
            try node.write("pools.yaml", pools.split(separator: "---")[0] + "")
            let lacking = try node.plugin("STATUS", web, network)
            #expect(lacking.output.contains(#""code":50"#), "\(lacking.output)")
            #expect(lacking.output.contains("IPv6"), "\(lacking.output)")
            _ = consume agent
        }
    }

    @Test(arguments: ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"])
    func `ADD answers in the version that it is asked in`(version: String) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let agent = try node.start()
            let web = try Container("c1")
            let answer = try node.plugin("ADD", web, pod: "web", Node.network(version: version))
            #expect(answer.status == 0, "\(answer.output)")
            #expect(answer.output.hasPrefix(#"{"cniVersion":"\#(version)","interfaces":["#))
            #expect(answer.output.contains(#""version":"6""#) == (version < "1"))
            let again = try node.plugin("ADD", web, pod: "web", Node.network(version: version))
            #expect(again.output.contains(#""code":101"#), "\(again.output)")
            #expect(try web.addresses().count == 2)
            _ = consume agent
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `with one family switched off for the node a pod gets the other alone`(off: IPFamily) throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            try node.write(
                "felix.yaml",
                """
                apiVersion: projectcalico.org/v3
                kind: FelixConfiguration
                metadata: {name: default}
                spec: {ip\(off == .v4 ? "v4" : "v6")Support: false}
                """)
            let agent = try node.start()
            #expect(try node.sync() == "")
            let web = try Container("c1")
            let answer = try node.plugin("ADD", web, pod: "web")
            #expect(answer.status == 0, "\(answer.output)")
            #expect(try web.addresses().map { $0.contains(":") } == [off == .v4])
            _ = consume agent
        }
    }

    @Test func `another plugin gets addresses of both families, and nothing more`() throws {
        try withNetworkNamespace {
            let node = try Node.make()
            try node.write("pools.yaml", pools)
            let web = try Container("c1")
            let network = Node.network().replacing(
                #""type": "gemel-cni", "ipam""#, with: #""type": "bridge", "ipam""#)
            let answer = try node.plugin("ADD", web, network)
            #expect(answer.status == 0, "\(answer.output)")
            #expect(answer.output.hasPrefix(#"{"cniVersion":"1.0.0","ips":[{"address":"10.65."#))
            #expect(answer.output.contains(#"{"address":"fd00:65:"#))
            #expect(try node.ledger().contains("pods/c1"))
            #expect(try node.plugin("DEL", web, network).status == 0)
            #expect(try node.ledger().contains("pods/c1") == false)
        }
    }
}
