import Addressing
import Calculation
import Compilation
import Dataplane
import Nftables
import NftablesNetlink
import Reconciliation
import Resources
import Routing
import Selectors
import TestSupport
import Testing

/// What the kernel should hold for one pod, on `node-a`, that one policy with `ports` is for.
private func desired(_ ports: ClosedRange<UInt16>..., interface: String = "cali-a") -> DesiredDataplane {
    var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
    var compiler = Compiler()
    let options = CompilationOptions(interfacePrefixes: ["cali"])
    let rule = PolicyRule(
        .allow, transport: 6, source: EntityRule(selector: Selector(.has("a"))),
        destination: EntityRule(ports: ports.map { .range($0) }))
    let resources: [Resource] = [
        .namespace(Namespace(name: "shop")),
        .workloadEndpoint(
            WorkloadEndpoint(
                namespace: "shop", name: "web", labels: ["a": ""], node: "node-a", interfaceName: interface,
                addresses: ["10.65.0.1", "fd00::1"].compactMap { IPAddress($0) }, profiles: ["kns.shop"])),
        .policy(
            Policy(
                ResourceID(.networkPolicy, namespace: "shop", name: "p"), appliesToIngress: true,
                appliesToEgress: true, ingress: [rule, rule], egress: [rule])),
    ]
    for resource in resources { calculator.update(resource.id, resource) }
    let state = calculator.calculate()
    return DesiredDataplane(
        rulesets: compiler.compile(state, options), routes: compileRoutes(state, options),
        interfaces: Set(state.endpoints.map(\.interface)), familiesOn: DualStack(v4: true, v6: true))
}

struct DataplaneTests {
    @Test func `what was written is what is read back`() throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            let wanted = desired(80...80, 90...99)
            #expect(dataplane.apply(wanted).failures.isEmpty)
            let isThere = try dataplane.verify(wanted)
            #expect(isThere)
        }
    }
}
