import Addressing
import Calculation
import Resources
import Selectors
import Testing

private var spoofing: NodeParameters {
    var parameters = node
    parameters.allowsOtherSources = true
    return parameters
}

struct AllowedSourceTests {
    private func extras(_ sources: String...) -> EndpointExtras {
        var extras = EndpointExtras()
        extras.allowedSources = sources.compactMap { IPPrefix($0) }
        return extras
    }

    @Test func `other sources are allowed where WorkloadSourceSpoofing says so`() {
        let state = calculate(
            [
                shop,
                pod("web", extras: extras("192.0.2.0/24", "2001:db8::/32", "192.0.2.0/24", "10.0.0.0/8")),
            ],
            on: spoofing)
        #expect(state.endpoints.first?.allowedSources.v4 == prefixes("10.0.0.0/8", "192.0.2.0/24"))
        #expect(state.endpoints.first?.allowedSources.v6 == prefixes("2001:db8::/32"))
    }

    @Test func `where they are not allowed an endpoint keeps its network without them (B9)`() {
        let state = calculate(shop, pod("web", extras: extras("192.0.2.0/24", "2001:db8::/32")))
        #expect(state.endpoints.map(\.addresses.v4.count) == [1])
        #expect(state.endpoints.map(\.addresses.v6.count) == [1])
        #expect(state.endpoints.map(\.allowedSources) == [DualStack { _ in [] }])
        #expect(
            state.problems.map(\.message) == [
                "other sources than its addresses are not allowed while WorkloadSourceSpoofing is Disabled"
            ])
    }

    @Test(arguments: IPFamily.allCases)
    func `other allowed sources take the place of the first (B8)`(family: IPFamily) {
        let sources =
            family == .v4 ? ["192.0.2.0/24", "198.51.100.0/24"] : ["2001:db8::/32", "2001:db9::/32"]
        var calculator = Calculator(spoofing)
        calculator.update(shop.id, shop)
        for source in sources {
            let pod = pod("web", extras: extras(source))
            calculator.update(pod.id, pod)
            let expected = IPPrefix(source).map { [$0] }
            #expect(calculator.calculate().endpoints.first?.allowedSources[family] == expected)
        }
    }
}

struct FloatingAddressTests {
    private func extras(_ pairs: (external: UInt128, own: UInt128?)...) -> EndpointExtras {
        var extras = EndpointExtras()
        extras.floatingAddresses = IPFamily.allCases.flatMap { family in
            pairs.map { pair in
                FloatingAddress(
                    external: address(pair.external, family),
                    internal: pair.own.map { address($0, family) })
            }
        }
        return extras
    }

    private func floating(_ external: UInt128, _ own: UInt128, _ family: IPFamily) -> FloatingAddress {
        FloatingAddress(external: address(external, family), internal: address(own, family))
    }

    @Test(arguments: IPFamily.allCases)
    func `an external address stands for the endpoint's first of its family`(family: IPFamily) {
        let state = calculate(
            shop,
            pod(
                "web", addresses: ["10.65.0.9", "10.65.0.1", "fd00::9", "fd00::1"], extras: extras((200, nil))
            )
        )
        #expect(state.endpoints.first?.floatingAddresses[family] == [floating(200, 1, family)])
    }

    @Test(arguments: IPFamily.allCases)
    func `an external address stands for the one that is named`(family: IPFamily) {
        let state = calculate(
            shop,
            pod(
                "web", addresses: ["10.65.0.9", "10.65.0.1", "fd00::9", "fd00::1"],
                extras: extras((201, 9), (200, 9))))
        #expect(
            state.endpoints.first?.floatingAddresses[family] == [
                floating(200, 9, family), floating(201, 9, family),
            ])
    }

    @Test func `what is not the endpoint's own gets no external address, and it is said`() {
        let state = calculate(shop, pod("web", extras: extras((200, 5))))
        #expect(state.endpoints.map(\.floatingAddresses) == [DualStack { _ in [] }])
        #expect(
            state.problems.map(\.message) == [
                "10.65.0.200 can stand for none of its addresses: it has no effect",
                "fd00::c8 can stand for none of its addresses: it has no effect",
            ])
    }

    @Test(arguments: IPFamily.allCases)
    func `of several endpoints the lowest address has an external one, and it is said`(family: IPFamily) {
        let state = calculate(
            shop, pod("a", addresses: ["10.65.0.2", "fd00::2"], extras: extras((200, nil))),
            pod("b", addresses: ["10.65.0.1", "fd00::1"], extras: extras((200, nil))))
        #expect(
            state.endpoints.map { $0.floatingAddresses[family] } == [[], [floating(200, 1, family)]])
        #expect(
            state.problems.map(\.message).contains(
                "\(address(200, family)) stands for \(address(1, family)) of Pod shop/b, "
                    + "not for \(address(2, family))"))
    }

    @Test(arguments: IPFamily.allCases)
    func `one endpoint that asks twice gets an external address once`(family: IPFamily) {
        let state = calculate(
            shop,
            pod(
                "web", addresses: ["10.65.0.1", "10.65.0.2", "fd00::1", "fd00::2"],
                extras: extras((200, 2), (200, 1), (200, 1))))
        #expect(state.endpoints.first?.floatingAddresses[family] == [floating(200, 1, family)])
        #expect(state.problems.count == 2)
    }
}

struct EndpointTraitTests {
    @Test func `limits and DSCP ride along`() {
        var extras = EndpointExtras()
        extras.ingressLimits.packetRate = 1000
        extras.ingressLimits.packetBurst = 50
        extras.egressLimits.connections = 7
        extras.dscp = 46
        let endpoint = calculate(shop, pod("web", extras: extras)).endpoints.first
        #expect(endpoint?.ingressLimits == extras.ingressLimits)
        #expect(endpoint?.egressLimits == extras.egressLimits)
        #expect(endpoint?.dscp == 46)
    }

    private func workload(interface: String = "cali1", mac: String? = nil, profiles: [String] = ["kns.shop"])
        -> Resource
    {
        .workloadEndpoint(
            WorkloadEndpoint(
                namespace: "shop", name: "w", node: "node-a", interfaceName: interface, mac: mac,
                addresses: addresses(1), profiles: profiles))
    }

    @Test func `a workload endpoint says what address its link has, and a pod does not`() {
        let state = calculate(shop, workload(mac: "0e:a5:44:7c:00:ff"))
        #expect(state.endpoints.map(\.mac) == [[0x0e, 0xa5, 0x44, 0x7c, 0x00, 0xff]])
        #expect(calculate(shop, workload(mac: "0e:a5")).endpoints.map(\.mac) == [nil])
        #expect(calculate(shop, pod("web")).endpoints.map(\.mac) == [nil])
    }

    @Test func `an interface that is renamed leaves nothing behind (B16)`() {
        var calculator = Calculator(node)
        let resources = [shop, policy("p"), workload(interface: "cali1")]
        for resource in resources { calculator.update(resource.id, resource) }
        _ = calculator.calculate()
        let renamed = workload(interface: "cali2")
        calculator.update(renamed.id, renamed)
        #expect(calculator.calculate() == calculate(shop, policy("p"), renamed))
        calculator.update(renamed.id, nil)
        #expect(calculator.calculate() == calculate(shop, policy("p")))
    }

    @Test func `an interface that is not named like a workload's is reported`() {
        let state = calculate(shop, workload(interface: "tap1"))
        #expect(state.endpoints.map(\.interface) == ["tap1"])
        #expect(
            state.problems.map(\.message) == [
                "interface tap1 is not named like a workload's: its source addresses are not checked"
            ])
    }

    @Test func `a profile that is not there denies what comes to it`() {
        let state = calculate(shop, workload(profiles: ["kns.shop", "lost", "projectcalico-default-allow"]))
        #expect(state.endpoints.first?.ingress.profiles.map(\.id.name) == ["kns.shop"])
        #expect(
            state.problems.map(\.message) == [
                "its profile lost does not exist: what no policy decides is denied, in both directions"
            ])
    }

    @Test func `a service account that is not there changes nothing`() {
        let state = calculate(shop, workload(profiles: ["ksa.shop.lost", "kns.shop"]))
        #expect(state.endpoints.first?.ingress.profiles.map(\.id.name) == ["kns.shop"])
        #expect(state.problems.isEmpty)
    }
}
