import Addressing
import TestSupport
import Testing

/// Two Nodes that claim one address.
@Suite(.timeLimit(.minutes(1))) struct DuplicateNodeTests {
    @Test(arguments: IPFamily.allCases)
    func
        `an address of this node that another Node has is told with both names, and the other family goes on`(
            family: IPFamily
        ) throws
    {
        var nodes = try TwoNodes.make(.oneLink)
        try nodes.write("pools.yaml", pools)
        try nodes.start("a")
        try nodes.start("b")
        #expect(try nodes.sync() == "")
        let addresses = DualStack(
            v4: family == .v4 ? "192.0.2.1" : "192.0.2.2", v6: family == .v6 ? "2001:db8::1" : "2001:db8::2")
        try nodes.write(
            "node-b.yaml",
            """
            apiVersion: v1
            kind: Node
            metadata: {name: node-b}
            spec: {podCIDRs: [10.244.2.0/24, 'fd00:10:244:2::/64']}
            status:
              addresses:
              - {type: InternalIP, address: \(addresses.v4)}
              - {type: InternalIP, address: '\(addresses.v6)'}
            """)
        #expect(try nodes.gemel("a", "sync --timeout 10") == "")
        let status = try nodes.gemel("a", "status")
        #expect(status.contains("in sync"), "\(status)")
        #expect(status.contains("not ready"), "\(status)")
        let own = family == .v4 ? addresses.v4 : addresses.v6
        for (name, other) in [("node-a", "node-b"), ("node-b", "node-a")] {
            let sentence = "Node \(name): its \(family) address \(own) is also that of Node \(other)"
            #expect(status.replacing(#/\s+/#, with: " ").contains(sentence), "\(status)")
        }
        let reached = try nodes.reaches(from: "pod-a", podOf: "b")
        #expect(reached == DualStack(v4: family == .v6, v6: family == .v4))
    }

    private let pools = """
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: pods-4}
        spec: {cidr: 10.244.0.0/16}
        ---
        apiVersion: projectcalico.org/v3
        kind: IPPool
        metadata: {name: pods-6}
        spec: {cidr: 'fd00:10:244::/48'}
        """
}
