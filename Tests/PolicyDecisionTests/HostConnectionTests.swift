import Addressing
import Calculation
import Connections
import PolicyDecision
import Resources
import Testing

/// Connections of the host itself, on whose interface `eth0` there is a host endpoint.
struct HostConnectionTests {
    private let own = DualStack(v4: IPAddress("192.0.2.250"), v6: IPAddress("2001:db8::fa"))
    private let peer = DualStack(v4: IPAddress("192.0.2.7"), v6: IPAddress("2001:db8::7"))

    private func state(_ rules: PolicyRule...) -> NodeState {
        var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
        let host = HostEndpoint(name: "host", node: "node-a", interface: .named("eth0"))
        calculator.update(Resource.hostEndpoint(host).id, .hostEndpoint(host))
        let policy = Policy(
            ResourceID(.globalNetworkPolicy, name: "p"), appliesToIngress: true, appliesToEgress: false,
            ingress: rules)
        calculator.update(policy.id, .policy(policy))
        return calculator.calculate()
    }

    @Test(arguments: IPFamily.allCases)
    func `a tightened policy ends the host's connections, but not those to a failsafe port`(
        family: IPFamily
    ) throws {
        let (own, peer) = (try #require(own[family]), try #require(peer[family]))
        var surroundings = HostSurroundings()
        surroundings.inbound = [.init(transport: 6, net: nil, port: 22)]
        let denied = DeniedConnections(
            from: state(PolicyRule(.allow)), to: state(PolicyRule(.deny)), at: surroundings)
        #expect(denied.families.contains(family))
        for (port, isDenied) in [(UInt16(80), true), (22, false)] {
            let tuple = Connection.Tuple(
                source: peer, destination: own, transport: 6, sourcePort: 40000, destinationPort: port)
            let reply = Connection.Tuple(
                source: own, destination: peer, transport: 6, sourcePort: port, destinationPort: 40000)
            let connection = Connection(original: tuple, reply: reply)
            #expect(denied.contains(connection, local: [own: "eth0"]) == isDenied)
            // Where no endpoint guards the interface, or nobody knows it, nothing is ended.
            #expect(!denied.contains(connection, local: [own: "eth1"]))
            #expect(!denied.contains(connection, local: [own: ""]))
        }
    }
}
