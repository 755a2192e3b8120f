import Addressing
import Resources
import Testing

struct HostEndpointTests {
    private func endpoint(_ spec: String) throws -> HostEndpoint {
        let file = decode(
            "{apiVersion: projectcalico.org/v3, kind: HostEndpoint, metadata: {name: h}, spec: {\(spec)}}")
        #expect(file.failures.isEmpty)
        guard case .hostEndpoint(let endpoint) = try #require(file.resources.first).resource else {
            throw NotAnEndpoint()
        }
        return endpoint
    }

    private struct NotAnEndpoint: Error {}

    @Test(arguments: [
        ("interfaceName: eth0", HostEndpoint.Interface.named("eth0")),
        (#"interfaceName: "*""#, .all),
        ("expectedIPs: [192.0.2.1, 2001:db8::1]", .withExpectedAddress),
    ])
    func `an interface is known by its name, by its addresses, or all are meant`(
        spec: String, interface: HostEndpoint.Interface
    ) throws {
        #expect(try endpoint("node: n, \(spec)").interface == interface)
    }

    @Test func `neither a name nor an address is a failure`() {
        let found = failures(
            "{apiVersion: projectcalico.org/v3, kind: HostEndpoint, metadata: {name: h}, spec: {node: n}}")
        #expect(found.contains { $0.contains("is required where there are no expectedIPs") })
    }
}
