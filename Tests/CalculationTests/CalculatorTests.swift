import Addressing
import Calculation
import HashTreeCollections
import Resources
import Selectors
import Testing

struct EndpointTests {
    @Test func `a namespace selector finds a workload in its namespace, whatever its profiles say`() {
        let green = NamespaceSelector.matching(Selector(.equals("team", "green")))
        for profiles in [[], ["custom"], ["kns.other"]] {
            let endpoint = WorkloadEndpoint(
                namespace: "shop", name: "vm", node: "node-a", interfaceName: "cali1",
                addresses: [0x0a41_0007].map { IPAddress(.v4, bits: $0) }, profiles: profiles)
            let state = calculate([
                .namespace(Namespace(name: "shop", labels: ["team": "green"])),
                .namespace(Namespace(name: "other", labels: ["team": "red"])), .workloadEndpoint(endpoint),
                policy("p", ingress: [PolicyRule(.allow, source: EntityRule(namespaceSelector: green))]),
            ])
            #expect(state.sets.values.map(\.v4) == [.hosts([0x0a41_0007])])
        }
    }

    @Test func `a pod is an endpoint of its own node only`() {
        let state = calculate(shop, pod("web"), pod("db", on: "node-b", addresses: ["10.65.0.2"]))
        #expect(state.endpoints.map(\.id.name) == ["web"])
    }

    @Test func `a pod's interface is named by a hash of its namespace and name`() {
        // The digits are those of `printf shop.web | sha1sum`.
        let state = calculate(shop, pod("web"))
        #expect(state.endpoints.first?.interface == "cali551b05c3e54")
    }

    @Test func `a pod has its addresses of both families`() {
        let state = calculate(shop, pod("web"))
        #expect(state.endpoints.first?.addresses.v4.map(\.description) == ["10.65.0.1"])
        #expect(state.endpoints.first?.addresses.v6.map(\.description) == ["fd00::1"])
    }

    @Test func `a pod in the host's network is no endpoint, and nor is one that has ended`() {
        let state = calculate(
            shop, pod("a", isHostNetwork: true), pod("b", addresses: ["10.65.0.9"], isFinished: true))
        #expect(state.endpoints.isEmpty)
    }

    @Test func `a pod has the profiles of its namespace and service account`() {
        let account = Resource.serviceAccount(ServiceAccount(namespace: "shop", name: "default"))
        let state = calculate(shop, account, pod("web"))
        #expect(state.endpoints.first?.ingress.profiles.map(\.id.name) == ["kns.shop", "ksa.shop.default"])
    }

    @Test func `an address that two endpoints claim goes to the first by name, and it is said`() {
        let state = calculate(shop, pod("b"), pod("a"))
        #expect(state.endpoints.map(\.addresses.v4.count) == [1, 0])
        #expect(state.endpoints.map(\.addresses.v6.count) == [1, 0])
        #expect(
            state.problems.map(\.message) == [
                "address 10.65.0.1 is taken by Pod shop/a: this endpoint does not get it",
                "address fd00::1 is taken by Pod shop/a: this endpoint does not get it",
            ])
    }

    @Test func `an interface that two endpoints claim goes to the first by name, and it is said`() {
        let endpoint = { (name: String, address: String) in
            Resource.workloadEndpoint(
                WorkloadEndpoint(
                    namespace: "shop", name: name, node: "node-a", interfaceName: "cali1",
                    addresses: [address].compactMap { IPAddress($0) }, profiles: ["kns.shop"]))
        }
        let state = calculate(shop, endpoint("b", "10.65.0.2"), endpoint("a", "10.65.0.1"))
        #expect(state.endpoints.map(\.id.name) == ["a"])
        #expect(
            state.problems.map(\.message) == [
                "interface cali1 is taken by WorkloadEndpoint shop/a: the endpoint is left out"
            ])
    }

    @Test func `an endpoint that is left out asks for no rules`() {
        let endpoint = { (name: String) in
            Resource.workloadEndpoint(
                WorkloadEndpoint(
                    namespace: "shop", name: name, labels: ["name": name], node: "node-a",
                    interfaceName: "cali1", profiles: ["kns.shop"]))
        }
        let state = calculate(
            shop, endpoint("b"), endpoint("a"), policy("p", selector: Selector(.equals("name", "b"))))
        #expect(state.rules.keys.allSatisfy { $0.id.kind == .profile })
    }

    @Test func `a pod whose namespace is not there is allowed nothing, and it is said`() {
        let state = calculate(pod("web"))
        #expect(state.endpoints.first?.ingress == PolicySequence(tiers: [], profiles: []))
        #expect(
            state.problems.map(\.message) == [
                "its namespace shop has no manifest: what no policy decides is denied, in both directions"
            ])
    }
}

struct OrderTests {
    @Test func `policies come by order, then by name, those without an order last`() {
        let state = calculate(
            shop, pod("web"), policy("z", order: 1), policy("b", order: 2), policy("a", order: 2), policy("c")
        )
        let names = state.endpoints.first?.ingress.tiers.flatMap { $0.policies.map(\.id.name) }
        #expect(names == ["z", "a", "b", "c"])
    }

    @Test func `tiers come by order, and one that has no policy for an endpoint is none for it`() {
        let state = calculate(
            shop, pod("web"), .tier(Tier(name: "late", order: 2_000_000)),
            .tier(Tier(name: "early", order: 1)),
            .tier(Tier(name: "unused", order: 0)), policy("p", tier: "late"), policy("q", tier: "early"),
            policy("r"), policy("s", tier: "unused", selector: Selector(.has("absent"))))
        #expect(state.endpoints.first?.ingress.tiers.map(\.name) == ["early", "default", "late"])
    }

    @Test func `a policy in a tier that is not there comes last and its end denies (B18)`() {
        let state = calculate(shop, pod("web"), policy("p", tier: "lost"))
        #expect(state.endpoints.first?.ingress.tiers.map(\.name) == ["lost"])
        #expect(state.endpoints.first?.ingress.tiers.first?.defaultActionIsPass == false)
        #expect(
            state.problems.map(\.message) == [
                "tier lost does not exist: taken as the last tier, which denies"
            ])
    }

    @Test func `a namespaced policy is for its own namespace only`() {
        let state = calculate(
            shop, .namespace(Namespace(name: "other")), pod("web", in: "other"), policy("p"))
        #expect(state.endpoints.first?.ingress.tiers.isEmpty == true)
    }
}

struct MembershipTests {
    /// The members that the only rule of a policy asks for.
    private func members(_ side: EntityRule, _ others: Resource..., kind: Kind = .networkPolicy) -> DualStack<
        Members
    >? {
        let resources =
            others + [
                shop, pod("web"),
                policy("p", kind: kind, ingress: [PolicyRule(.allow, transport: 6, source: side)]),
            ]
        return calculate(resources).sets.values.first
    }

    private let red = Selector(.equals("color", "red"))

    @Test func `a selector of a namespaced policy finds its own namespace only`() {
        let found = members(
            EntityRule(selector: red), pod("a", labels: ["color": "red"], addresses: ["10.65.0.7"]),
            pod("b", in: "other", labels: ["color": "red"], addresses: ["10.65.0.8"]))
        #expect(found?.v4 == .hosts([0x0a41_0007]))
        #expect(found?.v6 == .hosts([]))
    }

    @Test func `a namespace selector looks at the labels of namespaces`() {
        let found = members(
            EntityRule(namespaceSelector: .matching(Selector(.equals("team", "green")))),
            .namespace(Namespace(name: "other", labels: ["team": "green"])),
            pod("b", in: "other", on: "node-b", addresses: ["10.65.0.8", "fd00::8"]))
        #expect(found?.v4 == .hosts([0x0a41_0008]))
        #expect(found?.v6.count == 1)
    }

    @Test func `global finds what is in no namespace`() {
        let set = Resource.networkSet(
            NetworkSet(
                ResourceID(.globalNetworkSet, name: "n"), labels: ["color": "red"],
                nets: ["192.0.2.0/24", "2001:db8::/32"].compactMap { IPPrefix($0) }))
        let found = members(
            EntityRule(selector: red, namespaceSelector: .global), set,
            pod("a", labels: ["color": "red"], addresses: ["10.65.0.7"]))
        #expect(found?.v4 == IPPrefix("192.0.2.0/24").map { .ranges([$0.range]) })
        #expect(found?.v6 == IPPrefix("2001:db8::/32").map { .ranges([$0.range]) })
    }

    @Test func `overlapping blocks of several network sets become disjoint ranges`() {
        let set = { (name: String, nets: [String]) in
            Resource.networkSet(
                NetworkSet(
                    ResourceID(.globalNetworkSet, name: name), labels: ["color": "red"],
                    nets: nets.compactMap { IPPrefix($0) }))
        }
        let found = members(
            EntityRule(selector: red), set("a", ["10.0.0.0/8", "fd00::/16"]),
            set("b", ["10.1.0.0/16", "fd00::1/128"]),
            kind: .globalNetworkPolicy)
        #expect(found?.v4 == IPPrefix("10.0.0.0/8").map { .ranges([$0.range]) })
        #expect(found?.v6 == IPPrefix("fd00::/16").map { .ranges([$0.range]) })
    }

    @Test func `a pod that has ended holds no address`() {
        let found = members(
            EntityRule(selector: red),
            pod("a", labels: ["color": "red"], addresses: ["10.65.0.7"], isFinished: true))
        #expect(found?.v4 == .hosts([]))
    }

    @Test func `a named port is found with the address and protocol it belongs to`() {
        let ports = [
            EndpointPort(name: "http", port: 8080, transport: 6),
            EndpointPort(name: "http", port: 53, transport: 17),
        ]
        let found = members(
            EntityRule(ports: [.named("http")]), pod("a", addresses: ["10.65.0.7", "fd00::7"], ports: ports))
        guard case .ports(let v4)? = found?.v4, case .ports(let v6)? = found?.v6 else {
            Issue.record("no named ports")
            return
        }
        #expect(v4.map(\.port) == [8080])
        #expect(v4.map(\.transport) == [6])
        #expect(v6.map(\.port) == [8080])
    }

    @Test func `service accounts are found by name`() {
        let found = members(
            EntityRule(serviceAccounts: ServiceAccountMatch(names: ["default"])),
            pod("a", addresses: ["10.65.0.7"]))
        #expect(found?.v4.count == 2)
    }
}

extension Members {
    fileprivate var count: Int {
        switch self {
        case .hosts(let hosts): hosts.count
        case .ranges(let ranges): ranges.count
        case .ports(let ports): ports.count
        }
    }
}
