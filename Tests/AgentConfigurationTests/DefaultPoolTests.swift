import Addressing
import AgentConfiguration
import Resources
import Selectors
import Status
import Testing

/// The pools of the settings, by the environment of calico/node.
struct DefaultPoolTests {
    private func resolved(_ environment: [String: String], file: String = "") throws -> ResolvedConfiguration
    {
        try ConfigurationSources(
            environment: environment, file: ConfigurationFile(path: "gemeld.cfg", text: file), hostname: "n"
        ).resolved
    }

    private func pools(
        _ environment: [String: String], beside others: [IPPool] = []
    ) throws -> [IPPool] {
        try resolved(environment).configuration.defaultPools(beside: others)
    }

    @Test func `without settings there is no pool`() throws {
        #expect(try pools([:]).isEmpty)
        #expect(try pools(["CALICO_IPV4POOL_CIDR": "none", "CALICO_IPV6POOL_CIDR": "none"]).isEmpty)
        #expect(try pools(["NO_DEFAULT_POOLS": "true"]).isEmpty)
    }

    @Test func `a block of each family makes a pool of each`() throws {
        let made = try pools(["CALICO_IPV4POOL_CIDR": "10.65.0.0/16", "CALICO_IPV6POOL_CIDR": "fd00:65::/48"])
        #expect(made.map(\.name) == ["default-ipv4-ippool", "default-ipv6-ippool"])
        #expect(made.map(\.prefix.description) == ["10.65.0.0/16", "fd00:65::/48"])
        #expect(made.map(\.blockSize) == [26, 122])
        #expect(
            made.allSatisfy { $0.vxlanMode == .never && $0.ipipMode == .never && $0.nodeSelector == .all })
    }

    @Test(arguments: IPFamily.allCases)
    func `every other setting is followed, in both families`(family: IPFamily) throws {
        let settings: DualStack<[String: String]> = DualStack(
            v4: [
                "CALICO_IPV4POOL_CIDR": "10.65.0.0/16", "CALICO_IPV4POOL_BLOCK_SIZE": "28",
                "CALICO_IPV4POOL_NAT_OUTGOING": "false", "CALICO_IPV4POOL_VXLAN": "cross-subnet",
                "CALICO_IPV4POOL_NODE_SELECTOR": "rack == 'a'", "CALICO_IPV4POOL_DISABLE_BGP_EXPORT": "true",
            ],
            v6: [
                "CALICO_IPV6POOL_CIDR": "2001:db8::/48", "CALICO_IPV6POOL_BLOCK_SIZE": "124",
                "CALICO_IPV6POOL_NAT_OUTGOING": "true", "CALICO_IPV6POOL_VXLAN": "cross-subnet",
                "CALICO_IPV6POOL_NODE_SELECTOR": "rack == 'a'", "CALICO_IPV6POOL_DISABLE_BGP_EXPORT": "true",
            ])
        let made = try pools(settings[family])
        let pool = try #require(made.first)
        #expect(made.count == 1 && pool.prefix.family == family)
        #expect(pool.blockSize == (family == .v4 ? 28 : 124))
        #expect(pool.natOutgoing == (family == .v6))
        #expect(pool.vxlanMode == .crossSubnet && pool.disablesBGPExport)
        #expect(pool.nodeSelector.matches(["rack": "a"]) && !pool.nodeSelector.matches([:]))
    }

    @Test(arguments: [
        ("Always", IPPool.Encapsulation.always), ("off", .never), ("CrossSubnet", .crossSubnet),
    ])
    func `IP in IP is said in calico/node's words`(word: String, mode: IPPool.Encapsulation) throws {
        let made = try pools(["CALICO_IPV4POOL_CIDR": "10.65.0.0/16", "CALICO_IPV4POOL_IPIP": word])
        #expect(made.map(\.ipipMode) == [mode])
    }

    @Test(arguments: [
        ("fd00:65::/48", true, "unique-local"), ("fc00::/7", true, "unique-local"),
        ("2001:db8::/48", false, "global"), ("10.65.0.0/16", true, "IPv4"), ("203.0.113.0/24", true, "IPv4"),
    ])
    func `IPv4 and unique-local addresses are hidden unless somebody says, global ones are not`(
        block: String, isHidden: Bool, reason: String
    ) throws {
        let name = block.contains(":") ? "CALICO_IPV6POOL" : "CALICO_IPV4POOL"
        var configuration = try resolved(["\(name)_CIDR": block]).configuration
        var pool = try #require(configuration.defaultPools(beside: []).first)
        #expect(pool.natOutgoing == isHidden)
        #expect(configuration.reasonForNAT(of: pool).contains("by default for \(reason)"))
        configuration = try resolved(["\(name)_CIDR": block, "\(name)_NAT_OUTGOING": "\(!isHidden)"])
            .configuration
        pool = try #require(configuration.defaultPools(beside: []).first)
        #expect(pool.natOutgoing != isHidden)
        #expect(configuration.reasonForNAT(of: pool).hasSuffix("POOL_NAT_OUTGOING"))
    }

    @Test(arguments: IPFamily.allCases)
    func `a pool that is a resource takes the place of its family's alone`(family: IPFamily) throws {
        let blocks = DualStack(v4: "10.1.0.0/16", v6: "fd00:1::/48")
        let resource = IPPool(name: "own", prefix: try #require(IPPrefix(blocks[family])))
        let made = try pools(
            ["CALICO_IPV4POOL_CIDR": "10.65.0.0/16", "CALICO_IPV6POOL_CIDR": "fd00:65::/48"],
            beside: [resource])
        #expect(made.map(\.prefix.family) == IPFamily.allCases.filter { $0 != family })
    }

    /// Those that end calico/node, and why.
    @Test(arguments: [
        (["CALICO_IPV4POOL_CIDR": "10.65.0.0.0/16"], "a block of IPv4 addresses"),
        (["CALICO_IPV6POOL_CIDR": "fd00:65:::/48"], "a block of IPv6 addresses"),
        (["CALICO_IPV4POOL_CIDR": "10.65.0.0"], "with its length"),
        (["CALICO_IPV4POOL_CIDR": "fd00:65::/48"], "a block of IPv4 addresses"),
        (["CALICO_IPV6POOL_CIDR": "10.65.0.0/16"], "a block of IPv6 addresses"),
        (["CALICO_IPV4POOL_CIDR": "172.16.0.0/27"], "smaller than a block of it, which is a /26"),
        (["CALICO_IPV4POOL_CIDR": "10.0.0.0/32"], "smaller than a block"),
        (["CALICO_IPV6POOL_CIDR": "fd00::/123"], "smaller than a block of it, which is a /122"),
        (["CALICO_IPV4POOL_CIDR": "169.254.0.0/16"], "link-local"),
        (["CALICO_IPV6POOL_CIDR": "fe80:1::/48"], "link-local"),
        (["NO_DEFAULT_POOLS": "true", "CALICO_IPV4POOL_CIDR": "10.65.0.0/16"], "NO_DEFAULT_POOLS"),
        (["NO_DEFAULT_POOLS": "true", "CALICO_IPV6POOL_CIDR": "fd00:65::/48"], "NO_DEFAULT_POOLS"),
        (["CALICO_IPV4POOL_IPIP": "sometimes"], "Always or CrossSubnet"),
        (["CALICO_IPV4POOL_VXLAN": "sometimes"], "Always or CrossSubnet"),
        (["CALICO_IPV6POOL_VXLAN": "sometimes"], "Always or CrossSubnet"),
        (
            [
                "CALICO_IPV4POOL_CIDR": "10.65.0.0/16", "CALICO_IPV4POOL_IPIP": "Always",
                "CALICO_IPV4POOL_VXLAN": "Always",
            ], "wrapped once"
        ),
        (["CALICO_IPV4POOL_NODE_SELECTOR": "rack =="], "a selector"),
        (["CALICO_IPV6POOL_NODE_SELECTOR": "rack =="], "a selector"),
        (["CALICO_IPV4POOL_BLOCK_SIZE": "19"], "from 20 to 32"),
        (["CALICO_IPV4POOL_BLOCK_SIZE": "33"], "from 20 to 32"),
        (["CALICO_IPV6POOL_BLOCK_SIZE": "115"], "from 116 to 128"),
        (["CALICO_IPV6POOL_BLOCK_SIZE": "129"], "from 116 to 128"),
        (["CALICO_IPV6POOL_NAT_OUTGOING": "perhaps"], "auto"),
    ])
    func `what cannot be is refused with its reason, and makes no pool`(
        environment: [String: String], reason: String
    ) throws {
        let result = try resolved(environment)
        #expect(result.poolProblems.count == 1)
        #expect(result.poolProblems.allSatisfy { $0.description.contains(reason) }, "\(result.poolProblems)")
        #expect(result.problems == result.poolProblems)
        #expect(result.configuration.defaultPools(beside: []).isEmpty)
    }

    @Test func `the file has the same settings, by either name, and its lines are told of`() throws {
        let file =
            "CALICO_IPV4POOL_CIDR = 10.65.0.0/16\nIPV6POOL_CIDR = fd00:65::/48\nNO_DEFAULT_POOLS = yes\n"
        let result = try resolved([:], file: file)
        #expect(result.poolProblems.map(\.line) == [1, 2])
        let other = try resolved(["NO_DEFAULT_POOLS": "no"], file: file)
        #expect(other.configuration.defaultPools(beside: []).count == 2)
    }
}
