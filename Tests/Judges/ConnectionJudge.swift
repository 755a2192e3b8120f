import Addressing
import AgentConfiguration
import Calculation
import Connections
import PolicyDecision
import Resources
import TestSupport

/// Asks the node's state about packets, as the agent does about connections that exist already.
struct ConnectionJudge {
    private let decision: PolicyDecision
    private let wiring: Wiring
    private let hasHosts: Bool
    /// What floating addresses stand for.
    private var floating: [IPAddress: IPAddress] = [:]

    init(_ state: NodeState, _ wiring: Wiring, _ configuration: AgentConfiguration) {
        decision = PolicyDecision(state)
        self.wiring = wiring
        hasHosts = !state.hostEndpoints.isEmpty
        guard configuration.dataplane.floatingAddresses == .enabled else { return }
        for endpoint in state.endpoints {
            for family in IPFamily.allCases {
                for pair in endpoint.floatingAddresses[family] { floating[pair.external] = pair.internal }
            }
        }
    }

    /// `nil` where conntrack cannot tell what the agent would have to know.
    func allows(_ packet: Packet) -> Bool? {
        // Conntrack does not know by which interface a packet came; the way back to its source tells.
        guard packet.inputInterface == wiring.interface(to: packet.source) else { return nil }
        let destination = floating[packet.destination] ?? packet.destination
        let output = wiring.interface(to: destination)
        // What workloads may say to their host is no matter of policy alone.
        if output == nil, wiring.workloads[packet.source] != nil { return nil }
        if hasHosts, [packet.inputInterface, output].contains(where: { $0.map { Wiring.own[$0] } != nil }) {
            return nil
        }
        let tuple = Connection.Tuple(
            source: packet.source, destination: destination, transport: packet.transport,
            sourcePort: packet.sourcePort, destinationPort: packet.destinationPort,
            icmp: packet.isICMP
                ? Connection.ICMP(type: packet.icmpType, code: packet.icmpCode, identifier: 1) : nil)
        return decision.allows(tuple, isFromHost: packet.inputInterface == nil)
    }
}
