import Addressing
import Resources
import Testing

struct NodeTests {
    @Test func `a node has one block of pods' addresses of each family`() throws {
        let node = try node(
            "apiVersion: v1", "spec: {podCIDR: 10.1.0.0/24, podCIDRs: [10.1.0.0/24, 'fd00:1::/64']}")
        #expect(node.podBlocks.map(\.description) == ["10.1.0.0/24", "fd00:1::/64"])
        #expect(try self.node("apiVersion: v1", "spec: {podCIDR: 10.1.0.0/24}").podBlocks.count == 1)
        #expect(try self.node("apiVersion: v1", "spec: {podCIDR: ''}").podBlocks == [])
    }

    @Test func `Kubernetes' node tells by annotations what Calico's has in its spec`() throws {
        let annotated = try #require(
            nodes(
                """
                apiVersion: v1
                kind: Node
                metadata:
                  name: n1
                  annotations:
                    projectcalico.org/IPv4Address: 192.0.2.1/24
                    projectcalico.org/IPv6Address: 2001:db8::1/64
                    projectcalico.org/IPv4VXLANTunnelAddr: 10.1.0.1
                    projectcalico.org/IPv6VXLANTunnelAddr: fd00:1::1
                    projectcalico.org/VXLANTunnelMACAddr: "66:00:00:00:00:01"
                    projectcalico.org/VXLANTunnelMACAddrV6: "66:00:00:00:00:02"
                    projectcalico.org/ASNumber: "64513"
                    projectcalico.org/RouteReflectorClusterID: 244.0.0.1
                """
            ).first)
        let calico = try node(
            "apiVersion: projectcalico.org/v3",
            """
            spec:
              bgp: {ipv4Address: 192.0.2.1/24, ipv6Address: '2001:db8::1/64', asNumber: 64513,
                    routeReflectorClusterID: 244.0.0.1, ipv4IPIPTunnelAddr: 10.1.0.9}
              ipv4VXLANTunnelAddr: 10.1.0.1
              ipv6VXLANTunnelAddr: fd00:1::1
              vxlanTunnelMACAddr: '66:00:00:00:00:01'
              vxlanTunnelMACAddrV6: '66:00:00:00:00:02'
              orchRefs: [{orchestrator: k8s, nodeName: n1}]
            """)
        #expect(annotated.attachment.v4 == calico.attachment.v4)
        #expect(annotated.attachment.v6 == calico.attachment.v6)
        #expect(calico.attachment.v6.address == IPAddress("2001:db8::1"))
        #expect(calico.attachment.v6.prefixLength == 64)
        #expect(calico.attachment.v6.tunnelAddress == IPAddress("fd00:1::1"))
        #expect(calico.attachment.v4.tunnelLinkAddress == [0x66, 0, 0, 0, 0, 1])
        #expect(annotated.asNumber == 64513 && calico.asNumber == 64513)
        #expect(annotated.reflectorCluster == calico.reflectorCluster)
    }

    @Test func `the first internal address of each family is the one to reach a node by`() throws {
        let node = try node(
            "apiVersion: v1",
            """
            status:
              addresses:
              - {type: ExternalIP, address: 198.51.100.1}
              - {type: InternalIP, address: 192.0.2.1}
              - {type: InternalIP, address: 192.0.2.2}
              - {type: InternalIP, address: "2001:db8::1"}
            """)
        #expect(node.attachment.map(\.reachableAddress?.description).v4 == "192.0.2.1")
        #expect(node.attachment.map(\.reachableAddress?.description).v6 == "2001:db8::1")
    }

    @Test func `what Calico's node leaves open is as Kubernetes' says`() throws {
        let kubernetes = try node(
            "apiVersion: v1",
            "status: {addresses: [{type: InternalIP, address: 192.0.2.1}]}\nspec: {podCIDR: 10.1.0.0/24}")
        let calico = try node(
            "apiVersion: projectcalico.org/v3", "spec: {bgp: {ipv6Address: '2001:db8::1/64'}}")
        let both = kubernetes.completed(by: calico)
        #expect(both.attachment.v4.reachableAddress == IPAddress("192.0.2.1"))
        #expect(both.attachment.v6.reachableAddress == IPAddress("2001:db8::1"))
        #expect(both.podBlocks.count == 1 && both.addresses.count == 2)
    }

    @Test(arguments: [("65001", 65001), ("'1.10'", 65546), ("1.10", 65546), ("4294967295", 4_294_967_295)])
    func `an autonomous system's number may have a dot`(text: String, number: UInt32) throws {
        #expect(
            try node("apiVersion: projectcalico.org/v3", "spec: {bgp: {asNumber: \(text)}}").asNumber
                == number)
    }

    @Test(arguments: [
        (
            "bgp: {asNumber: 0}",
            "spec.bgp.asNumber: 0 is no number of an autonomous system: 1 to 4294967295, or such as 1.10"
        ),
        (
            "bgp: {ipv4Address: 'fd00::1/64'}",
            "spec.bgp.ipv4Address: fd00::1/64 is no address of IPv4 with or without a prefix length"
        ),
        (
            "bgp: {ipv6Address: 10.0.0.1}",
            "spec.bgp.ipv6Address: 10.0.0.1 is no address of IPv6 with or without a prefix length"
        ),
        (
            "vxlanTunnelMACAddr: '66:0'",
            "spec.vxlanTunnelMACAddr: 66:0 is no MAC address, six bytes such as 02:00:00:00:00:01"
        ),
        ("ipv6VXLANTunnelAddr: 10.0.0.1", "spec.ipv6VXLANTunnelAddr: 10.0.0.1 is no address of IPv6"),
        ("bpg: {}", "spec.bpg: unknown field, did you mean bgp?"),
    ])
    func `mistakes in Calico's node are reported`(text: String, expected: String) {
        let failures = failures(
            "{apiVersion: projectcalico.org/v3, kind: Node, metadata: {name: a}, spec: {\(text)}}")
        #expect(failures.count == 1)
        #expect(failures.first?.hasSuffix(" \(expected)") == true, "\(failures)")
    }

    @Test func `two blocks of one family are one too many`() {
        let text =
            "{apiVersion: v1, kind: Node, metadata: {name: a}, spec: {podCIDRs: [10.1.0.0/24, 10.2.0.0/24]}}"
        #expect(
            failures(text) == [
                "f.yaml:1:68: spec.podCIDRs: has two blocks of IPv4; a node has one of each family at most"
            ])
    }

    @Test(arguments: [("crd.projectcalico.org/v1", "'false'"), ("projectcalico.org/v3", "false")])
    func `a block belongs to a node`(version: String, deleted: String) throws {
        let text = """
            apiVersion: \(version)
            kind: BlockAffinity
            metadata: {name: n1-fd00-1---122}
            spec: {state: confirmed, node: n1, type: host, cidr: 'fd00:1::/122', deleted: \(deleted)}
            """
        let block = try #require(IPPrefix("fd00:1::/122"))
        #expect(
            try resource(text)
                == .blockAffinity(BlockAffinity(name: "n1-fd00-1---122", node: "n1", block: block)))
    }

    @Test(arguments: [
        ("state: pending", "pending"), ("type: virtual", "confirmed"), ("deleted: 'true'", "confirmed"),
    ])
    func `a block that is no node's yet, or no more, says so`(field: String, state: String) throws {
        let text =
            "{apiVersion: crd.projectcalico.org/v1, kind: BlockAffinity, metadata: {name: a}, spec: {node: n1, cidr: 10.1.0.0/26, \(field)}}"
        guard case .blockAffinity(let affinity) = try resource(text) else {
            Issue.record("no affinity")
            return
        }
        #expect(affinity.state.rawValue == state)
        #expect(affinity.isHost == (field != "type: virtual"))
        #expect(affinity.isDeleted == field.hasPrefix("deleted"))
    }

    private func node(_ version: String, _ rest: String) throws -> Node {
        let metadata = rest.hasPrefix("metadata") ? "" : "metadata: {name: n1}\n"
        return try #require(nodes("\(version)\nkind: Node\n\(metadata)\(rest)\n").first)
    }

    private func nodes(_ text: String) throws -> [Node] {
        switch try resource(text) {
        case .node(let node), .calicoNode(let node): [node]
        default: []
        }
    }
}
