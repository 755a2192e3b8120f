import Addressing
import Calculation
import Compilation
import Resources
import Routing
import Testing

struct NeighbourCompilationTests {
    private func neighbours(mac: String?, off: IPFamily? = nil) -> Set<StaticNeighbour> {
        var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
        let endpoint = Resource.workloadEndpoint(
            WorkloadEndpoint(
                namespace: "shop", name: "vm", node: "node-a", interfaceName: "cali1", mac: mac,
                addresses: ["10.65.0.1", "fd00::1"].compactMap { IPAddress($0) }))
        calculator.update(endpoint.id, endpoint)
        let options = CompilationOptions(interfacePrefixes: ["cali"], familiesOn: DualStack { $0 != off })
        return EndpointWays(calculator.calculate(), options).neighbours
    }

    @Test func `a workload whose link-layer address is known is a neighbour in both families`() {
        #expect(
            neighbours(mac: "02:00:00:00:00:0a").map(\.description).sorted() == [
                "10.65.0.1 lladdr 02:00:00:00:00:0a dev cali1 nud permanent proto 103",
                "fd00::1 lladdr 02:00:00:00:00:0a dev cali1 nud permanent proto 103",
            ])
    }

    @Test func `one of which nobody has said it is none`() {
        #expect(neighbours(mac: nil).isEmpty)
    }

    @Test(arguments: IPFamily.allCases)
    func `a family that is off has no neighbours`(off: IPFamily) {
        let families = neighbours(mac: "02:00:00:00:00:0a", off: off).map(\.address.family)
        #expect(families == IPFamily.allCases.filter { $0 != off })
    }
}
