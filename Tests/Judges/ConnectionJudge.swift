import Addressing
import AgentConfiguration
import Calculation
import Connections
import PolicyDecision
import Resources
import TestSupport
import gemeld

/// Asks the node's state about packets, as the agent does about connections that exist already.
struct ConnectionJudge {
    private let decision: PolicyDecision
    private let wiring: Wiring
    private let hosts: HostConnections
    private let hasHosts: Bool
    /// Whether some packets are no connections to conntrack.
    private let hasUntracked: Bool
    /// The interfaces that have the host's addresses.
    private static let local: [IPAddress: String] = Dictionary(
        uniqueKeysWithValues: Wiring.own.flatMap { name, own in own.map { ($0, name) } })
    /// What floating addresses stand for.
    private var floating: [IPAddress: IPAddress] = [:]

    init(_ state: NodeState, _ wiring: Wiring, _ configuration: AgentConfiguration) {
        decision = PolicyDecision(state)
        self.wiring = wiring
        hosts = HostConnections(state, HostSurroundings(configuration))
        hasHosts = !state.hostEndpoints.isEmpty
        hasUntracked = state.hostEndpoints.contains {
            $0.untrackedIngress != nil || $0.untrackedEgress != nil
        }
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
        let original = tuple(packet, to: packet.destination)
        let forwarded = tuple(packet, to: destination)
        if hasHosts, [packet.inputInterface, output].contains(where: { $0.map { Wiring.own[$0] } != nil }) {
            // Those of the host are known by its address, on the interface that has that; those that it forwards not.
            let ends = [(packet.source, output), (packet.destination, packet.inputInterface)]
            guard let (own, way) = ends.first(where: { Self.local[$0.0] != nil }), Self.local[own] == way,
                !hasUntracked
            else { return nil }
            let reply = Connection.Tuple(
                source: destination, destination: packet.source, transport: packet.transport,
                sourcePort: packet.destinationPort, destinationPort: packet.sourcePort, icmp: original.icmp)
            return hosts.allow(Connection(original: original, reply: reply), local: Self.local) ?? true
        }
        return decision.allows(forwarded, isFromHost: packet.inputInterface == nil)
    }

    private func tuple(_ packet: Packet, to destination: IPAddress) -> Connection.Tuple {
        Connection.Tuple(
            source: packet.source, destination: destination, transport: packet.transport,
            sourcePort: packet.sourcePort, destinationPort: packet.destinationPort,
            icmp: packet.isICMP
                ? Connection.ICMP(type: packet.icmpType, code: packet.icmpCode, identifier: 1) : nil)
    }
}
