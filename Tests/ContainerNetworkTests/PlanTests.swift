import AddressManagement
import Addressing
import ContainerNetwork
import Resources
import Selectors
import Testing

struct PlanTests {
    private let four = IPPool(name: "four", prefix: IPPrefix(IPAddress(.v4, bits: 0x0a00_0000), length: 16))
    private let six = IPPool(name: "six", prefix: IPPrefix(IPAddress(.v6, bits: 0xfd << 120), length: 48))

    private func plan(
        ipam: String = "{}", arguments: String = "", annotations: [String: String] = [:], more: String = "",
        pools: [IPPool]? = nil, node: Node = Node(name: "a"), others: [Resource] = [],
        serving: DualStack<Bool> = DualStack(v4: true, v6: true)
    ) throws -> AddressPlan {
        let text = #"{"cniVersion": "1.0.0", "name": "n", "ipam": \#(ipam)\#(more)}"#
        let call = try RuntimeCall([
            "CNI_COMMAND": "ADD", "CNI_CONTAINERID": "c1", "CNI_NETNS": "/n", "CNI_IFNAME": "eth0",
            "CNI_ARGS": arguments,
        ])
        let configuration = try NetworkConfiguration(Array(text.utf8))
        let resources = (pools ?? [four, six]).map { Resource.ipPool($0) } + [.node(node)] + others
        var facts = ClusterFacts(resources, node: "a")
        facts.isServed = serving
        let workload = Workload(call, network: "n", node: "a", prefix: "cali")
        let pod = Pod(
            namespace: "shop", name: "web",
            annotations: Dictionary(
                uniqueKeysWithValues: annotations.map { ("cni.projectcalico.org/\($0)", $1) }))
        return try AddressPlan(configuration, call, workload, facts, PodWishes(pod))
    }

    @Test func `a workload gets an address of each family that there is a pool of`() throws {
        #expect(try plan().request.counts == DualStack(v4: 1, v6: 1))
        #expect(try plan(pools: [four]).request.counts == DualStack(v4: 1, v6: 0))
        #expect(try plan(pools: [six]).request.counts == DualStack(v4: 0, v6: 1))
    }

    @Test func `a family that is insisted on is asked for though there is no pool of it`() throws {
        let counts = try plan(ipam: #"{"assign_ipv6": "true"}"#, pools: [four]).request.counts
        #expect(counts == DualStack(v4: 1, v6: 1))
    }

    @Test func `a family that the node does not serve is given to nobody`() throws {
        let served = DualStack(v4: true, v6: false)
        let counts = try plan(ipam: #"{"assign_ipv6": "true"}"#, serving: served).request.counts
        #expect(counts == DualStack(v4: 1, v6: 0))
        #expect(throws: PluginError.self) { try plan(arguments: "IP=fd00::1", serving: served) }
    }

    @Test func `the pod's annotations rule over the configuration`() throws {
        let families = try plan(annotations: ["ipFamilies": #"["IPv6"]"#]).request.counts
        #expect(families == DualStack(v4: 0, v6: 1))
        let pools = try plan(
            ipam: #"{"ipv4_pools": ["four"]}"#, annotations: ["ipv4pools": #"["10.0.0.0/16"]"#]
        ).request.pools
        #expect(pools.v4 == [four])
    }

    @Test func `addresses come by annotation, capability or argument, and the other family is given beside`()
        throws
    {
        let address = try #require(IPAddress("10.0.0.9"))
        let plans = [
            try plan(annotations: ["ipAddrs": #"["10.0.0.9"]"#]),
            try plan(more: #", "runtimeConfig": {"ips": ["10.0.0.9"]}"#), try plan(arguments: "IP=10.0.0.9"),
        ]
        for plan in plans {
            #expect(plan.request.explicit == [address])
            #expect(plan.request.counts == DualStack(v4: 0, v6: 1))
        }
    }

    @Test func `addresses without management need to be allowed`() throws {
        let annotations = ["ipAddrsNoIpam": #"["10.7.0.1"]"#]
        #expect(throws: PluginError.self) { try plan(annotations: annotations) }
        let allowed = try plan(
            annotations: annotations, more: #", "feature_control": {"ip_addrs_no_ipam": true}"#)
        #expect(allowed.unmanaged.map(\.description) == ["10.7.0.1"])
        #expect(allowed.request.counts == DualStack(v4: 0, v6: 0))
    }

    @Test(arguments: [
        ["ipAddrs": #"["10.0.0.1", "10.0.0.2"]"#], ["ipAddrs": "10.0.0.1"], ["ipAddrs": #"["x"]"#],
        ["ipFamilies": #"["v6"]"#], ["ipv4pools": #"["none"]"#], ["ipv4pools": #"["six"]"#],
        ["ipAddrs": #"["10.0.0.1"]"#, "ipAddrsNoIpam": #"["10.0.0.1"]"#],
    ])
    func `an annotation that cannot be followed fails the call`(annotations: [String: String]) {
        #expect(throws: PluginError.self) { try plan(annotations: annotations) }
    }

    @Test func `the node's own blocks are pools where the configuration says so`() throws {
        let blocks = try ["fd00:1::/64", "10.1.2.0/24"].map { try #require(IPPrefix($0)) }
        var node = Node(name: "a")
        node.podBlocks = blocks
        let ipam = #"{"ranges": [[{"subnet": "usePodCidr"}], [{"subnet": "usePodCidrIPv6"}]]}"#
        let request = try plan(ipam: ipam, node: node).request
        #expect(request.pools.v4.map(\.prefix) == [blocks[1]])
        #expect(request.pools.v6.map(\.prefix) == [blocks[0]])
        #expect(throws: PluginError.self) { try plan(ipam: ipam) }
    }

    @Test func `the primary family is that of the node's first block, or else of its first address`() throws {
        let block = try #require(IPPrefix("fd00:1::/64"))
        let address = try #require(IPAddress("fd00::7"))
        func primary(_ node: Node) -> IPFamily { ClusterFacts([.node(node)], node: "a").primaryFamily }
        var node = Node(name: "a", addresses: [try #require(IPAddress("10.0.0.1"))])
        #expect(primary(node) == .v4)
        node.podBlocks = [block]
        #expect(primary(node) == .v6)
        #expect(primary(Node(name: "a", addresses: [address])) == .v6)
        #expect(primary(Node(name: "a")) == .v4)
    }

    @Test func `a packet is as large as the way out takes, less what wrapping does`() {
        var wrapped = six
        wrapped.vxlanMode = .crossSubnet
        func mtu(_ pools: [IPPool], _ uplink: Int?) -> Int {
            ClusterFacts(pools.map { .ipPool($0) }, node: "a").usualMTU(uplink: uplink)
        }
        #expect(mtu([four, six], nil) == 1500)
        #expect(mtu([four, six], 9000) == 9000)
        #expect(mtu([four, wrapped], 1500) == 1430)
        #expect(mtu([four, wrapped], 1300) == 1280)
    }

    @Test(arguments: [(true, false, 1440), (false, true, 1420), (true, true, 1420), (false, false, 1500)])
    func `a packet leaves room for WireGuard where that is on`(v4: Bool, v6: Bool, mtu: Int) {
        var facts = ClusterFacts([.ipPool(four), .ipPool(six)], node: "a")
        facts.isEncrypted = DualStack(v4: v4, v6: v6)
        #expect(facts.usualMTU(uplink: 1500) == mtu)
    }

    @Test func `a block that is another node's is not claimed`() throws {
        let block = try #require(IPPrefix("10.0.0.64/26"))
        let rules = try plan(
            others: [.blockAffinity(BlockAffinity(name: "b", node: "b", block: block))]
        ).rules
        #expect(rules.foreignBlocks == [block])
    }

    @Test func `a block in which another node's pod has an address is not claimed`() throws {
        let foreign = try #require(IPAddress("10.0.0.70"))
        let pod = Pod(namespace: "shop", name: "far", nodeName: "b", addresses: [foreign])
        let rules = try plan(others: [.pod(pod)]).rules
        #expect(rules.foreignBlocks == [try #require(IPPrefix("10.0.0.64/26"))])
    }
}
