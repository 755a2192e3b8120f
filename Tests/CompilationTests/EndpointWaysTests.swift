import Addressing
import Calculation
import Compilation
import Resources
import Routing
import TestSupport
import Testing

/// What is kept up to date, against what is made from nothing.
struct EndpointWaysTests {
    @Test(arguments: 0..<20, [false, true])
    func `workloads that come, go and change places leave the ways that all of them make`(
        seed: UInt64, withFloating: Bool
    ) {
        var numbers = RepeatableNumbers(seed: seed)
        var options = CompilationOptions(interfacePrefixes: ["cali"])
        options.allowsFloatingAddresses = withFloating
        var calculator = Calculator(NodeParameters(name: "n", interfacePrefix: "cali"))
        _ = calculator.calculate()
        _ = calculator.takeChanges()
        var kept = EndpointWays(NodeState(), options)
        for _ in 0..<60 {
            // Several at once, so that what one leaves another takes; the few addresses are contested, too.
            for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                let pod = randomPod(&numbers, withFloating)
                calculator.update(pod.id, Bool.random(using: &numbers) ? pod : nil)
            }
            let state = calculator.calculate()
            kept.update(calculator.takeChanges().endpoints, of: state)
            let whole = EndpointWays(state, options)
            for family in IPFamily.allCases { #expect(kept.routes[family] == whole.routes[family]) }
            #expect(kept.neighbours == whole.neighbours)
            #expect(kept.interfaces == whole.interfaces)
        }
    }

    private func randomPod(_ numbers: inout RepeatableNumbers, _ withFloating: Bool) -> Resource {
        let number = Int.random(in: 0..<6, using: &numbers)
        let address = Int.random(in: 1..<8, using: &numbers)
        var endpoint = WorkloadEndpoint(
            namespace: "shop", name: "pod-\(number)", node: "n",
            interfaceName: "cali\(Int.random(in: 0..<7, using: &numbers))",
            mac: Bool.random(using: &numbers) ? "02:00:00:00:00:0\(number)" : nil,
            addresses: ["10.65.0.\(address)", "fd00::\(address)"].compactMap { IPAddress($0) })
        if withFloating, Int.random(in: 0..<3, using: &numbers) == 0 {
            let external = ["10.65.0.\(8 - address)", "fd00::\(8 - address)"].compactMap { IPAddress($0) }
            endpoint.extras.floatingAddresses = external.map { FloatingAddress(external: $0, internal: nil) }
        }
        return .workloadEndpoint(endpoint)
    }
}
