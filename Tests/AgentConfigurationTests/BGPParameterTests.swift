import Addressing
import AgentConfiguration
import Testing

struct BGPParameterTests {
    @Test func `BGP is spoken where somebody asks for it, in calico/node's words too`() throws {
        let backend = { (environment: [String: String]) in
            try AgentConfiguration(environment: environment, hostname: "n").bgp.backend
        }
        #expect(try backend([:]) == .none)
        #expect(try backend(["CALICO_NETWORKING_BACKEND": "bird"]) == .bird)
        #expect(try backend(["CALICO_NETWORKING_BACKEND": "vxlan"]) == .vxlan)
        #expect(try backend(["GEMEL_NETWORKING_BACKEND": "Bird"]) == .bird)
    }

    @Test(arguments: [("auto", "auto"), ("hash", "hash"), ("1.2.3.4", "1.2.3.4")])
    func `a router's number is an address, or made`(text: String, expected: String) throws {
        let configuration = try AgentConfiguration(
            environment: ["CALICO_ROUTER_ID": text], hostname: "n")
        let routerID: RoutingDaemonSettings.RouterID =
            switch expected {
            case "auto": .automatic
            case "hash": .hash
            default: .fixed(try #require(IPAddress(expected)))
            }
        #expect(configuration.bgp.routerID == routerID)
    }

    @Test(arguments: ["0.0.0.0", "2001:db8::1", "node"])
    func `what is no router's number is refused`(text: String) {
        #expect(throws: ConfigurationError.self) {
            try AgentConfiguration(environment: ["GEMEL_ROUTER_ID": text], hostname: "n")
        }
    }
}
