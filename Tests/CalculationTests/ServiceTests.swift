import Addressing
import Calculation
import HashTreeCollections
import Resources
import Selectors
import Testing

struct ServiceTests {
    private func slice(
        _ name: String, of service: String = "web", in namespace: String = "shop",
        addresses: [IPAddress], ports: [EndpointSlice.Port] = []
    ) -> Resource {
        .endpointSlice(
            EndpointSlice(
                namespace: namespace, name: name, serviceName: service, addresses: addresses, ports: ports))
    }

    private func side(_ name: String = "web", in namespace: String = "") -> EntityRule {
        var side = EntityRule()
        side.service = ServiceMatch(name: name, namespace: namespace)
        return side
    }

    private func state(
        source: EntityRule? = nil, destination: EntityRule? = nil, _ others: Resource...
    ) -> NodeState {
        let meeting =
            if let source {
                policy("p", ingress: [PolicyRule(.allow, source: source)])
            } else {
                policy("p", egress: [PolicyRule(.allow, destination: destination ?? EntityRule())])
            }
        return calculate([shop, pod("web"), meeting] + others)
    }

    @Test func `a service as source is the addresses behind it, of all its slices`() {
        let found = state(
            source: side(), slice("a", addresses: addresses(7)), slice("b", addresses: addresses(8)),
            slice("c", of: "other", addresses: addresses(9)))
        #expect(found.sets.values.map(\.v4) == [.hosts([7, 8].map { address($0, .v4).bits })])
        #expect(found.sets.values.map(\.v6) == [.hosts([7, 8].map { address($0, .v6).bits })])
    }

    @Test func `a service as destination is its addresses with its ports`() {
        let ports = [
            EndpointSlice.Port(name: "http", port: 8080), EndpointSlice.Port(port: 53, transport: 17),
        ]
        let found = state(destination: side(), slice("a", addresses: addresses(7), ports: ports))
        for family in IPFamily.allCases {
            guard case .ports(let members)? = found.sets.values.first?[family] else {
                Issue.record("no ports")
                continue
            }
            #expect(members.map(\.address) == [address(7, family).bits, address(7, family).bits])
            #expect(members.map(\.transport) == [6, 17])
            #expect(members.map(\.port) == [8080, 53])
        }
    }

    @Test func `a service is of the policy's namespace, unless it says another`() {
        let slices = [
            slice("a", addresses: addresses(7)), slice("a", in: "other", addresses: addresses(8)),
        ]
        let own = state(source: side(), slices[0], slices[1])
        #expect(own.sets.values.map(\.v4) == [.hosts([address(7, .v4).bits])])
        let other = state(source: side(in: "other"), slices[0], slices[1])
        #expect(other.sets.values.map(\.v4) == [.hosts([address(8, .v4).bits])])
    }

    @Test func `a service with nothing behind it is found by nobody`() {
        #expect(state(source: side()).sets.values.map(\.v6) == [.hosts([])])
        #expect(state(destination: side()).sets.values.map(\.v6) == [.ports([])])
    }

    @Test func `what stands behind a service changes the set alone`() {
        var calculator = Calculator(node)
        for resource in [shop, pod("web"), policy("p", ingress: [PolicyRule(.allow, source: side())])] {
            calculator.update(resource.id, resource)
        }
        let before = calculator.calculate()
        let slice = slice("a", addresses: addresses(7))
        calculator.update(slice.id, slice)
        var after = calculator.calculate()
        #expect(after.sets.values.map(\.v4) == [.hosts([address(7, .v4).bits])])
        after.sets = before.sets
        #expect(after == before)
    }

    @Test func `no selector that anybody writes finds what stands behind a service`() {
        let found = state(
            source: EntityRule(selector: Selector(.has("service")), namespaceSelector: .global),
            slice("a", addresses: addresses(7)))
        #expect(found.sets.values.map(\.v4) == [.hosts([])])
    }
}

struct HostMemberTests {
    private func found(_ side: EntityRule, transport: UInt8? = nil) -> DualStack<Members>? {
        let host = HostEndpoint(
            name: "far", labels: ["role": "host"], node: "node-b", interface: .named("eth0"),
            expectedAddresses: addresses(7), ports: [EndpointPort(name: "ssh", port: 22, transport: 6)])
        let policy = policy(
            "p", kind: .globalNetworkPolicy,
            ingress: [PolicyRule(.allow, transport: transport, source: side)])
        return calculate(shop, pod("web"), .hostEndpoint(host), policy).sets.values.first
    }

    @Test func `a selector finds the expected addresses of host endpoints of all nodes`() {
        let members = found(EntityRule(selector: Selector(.equals("role", "host"))))
        #expect(members?.v4 == .hosts([address(7, .v4).bits]))
        #expect(members?.v6 == .hosts([address(7, .v6).bits]))
    }

    @Test func `a host endpoint is in no namespace`() {
        let anywhere = EntityRule(
            selector: Selector(.equals("role", "host")), namespaceSelector: .matching(.all))
        #expect(found(anywhere)?.v4 == .hosts([]))
        let global = EntityRule(selector: Selector(.equals("role", "host")), namespaceSelector: .global)
        #expect(found(global)?.v4 == .hosts([address(7, .v4).bits]))
    }

    @Test func `a host endpoint's ports have names too`() {
        let members = found(EntityRule(ports: [.named("ssh")]), transport: 6)
        guard case .ports(let v4)? = members?.v4, case .ports(let v6)? = members?.v6 else {
            Issue.record("no ports")
            return
        }
        #expect(v4.map(\.port) == [22])
        #expect(v6.map(\.port) == [22])
    }
}
