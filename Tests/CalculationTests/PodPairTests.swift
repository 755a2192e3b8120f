import Addressing
import Calculation
import HashTreeCollections
import Resources
import Selectors
import Testing

/// A pod of which both the control plane and a network plugin have written.
struct PodPairTests {
    private let endpoint: Resource = {
        var endpoint = WorkloadEndpoint(
            namespace: "shop", name: "node--a-k8s-web-eth0", labels: ["app": "old"], node: "node-a",
            workload: "web", interfaceName: "cali551b05c3e54", mac: "02:00:00:00:00:01")
        endpoint.addresses = addresses(7)
        return .workloadEndpoint(endpoint)
    }()
    private let manifest = pod("web", labels: ["app": "new"], addresses: [])

    private func sources(_ selector: Selector) -> Resource {
        policy("p", ingress: [PolicyRule(.allow, source: EntityRule(selector: selector))])
    }

    @Test func `it is one endpoint, with the plugin's addresses`() {
        for order in [[shop, endpoint, manifest], [shop, manifest, endpoint]] {
            let state = calculate(order)
            #expect(state.problems.isEmpty)
            #expect(state.endpoints.map(\.id.kind) == [.workloadEndpoint])
            #expect(state.endpoints.first?.addresses.v6 == [address(7, .v6)])
        }
    }

    @Test func `its labels are the Pod's, whenever they change`() {
        let new = Selector(.equals("app", "new"))
        let state = calculate(shop, endpoint, manifest, sources(new))
        #expect(state.sets.values.map(\.v4) == [.hosts([address(7, .v4).bits])])
        let old = calculate(shop, endpoint, sources(Selector(.equals("app", "old"))))
        #expect(old.sets.values.map(\.v4) == [.hosts([address(7, .v4).bits])])
    }

    @Test func `when one of both is gone the other stands for itself`() {
        var calculator = Calculator(node)
        for resource in [shop, endpoint, manifest] { calculator.update(resource.id, resource) }
        _ = calculator.calculate()
        calculator.update(endpoint.id, nil)
        #expect(calculator.calculate() == calculate(shop, manifest))
        calculator.update(endpoint.id, endpoint)
        calculator.update(manifest.id, nil)
        #expect(calculator.calculate() == calculate(shop, endpoint))
    }

    @Test func `an endpoint that becomes another pod's leaves the first to itself`() {
        var calculator = Calculator(node)
        for resource in [shop, endpoint, manifest] { calculator.update(resource.id, resource) }
        _ = calculator.calculate()
        guard case .workloadEndpoint(var moved) = endpoint else { return }
        moved.workload = "db"
        moved.interfaceName = "cali1"
        calculator.update(endpoint.id, .workloadEndpoint(moved))
        #expect(calculator.calculate() == calculate(shop, manifest, .workloadEndpoint(moved)))
    }
}
