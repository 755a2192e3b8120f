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
    private let settings: DataplaneSettings
    private let serviceBlocks: DualStack<[AddressRange]>
    private let hosts: HostConnections
    private let surroundings: HostSurroundings
    /// Whether some packets are no connections to conntrack.
    private let hasUntracked: Bool
    /// What floating addresses stand for.
    private var floating: [IPAddress: IPAddress] = [:]

    init(_ state: NodeState, _ wiring: Wiring, _ configuration: AgentConfiguration) {
        decision = PolicyDecision(state)
        self.wiring = wiring
        settings = configuration.dataplane
        serviceBlocks = state.network.serviceBlocks
        surroundings = HostSurroundings(configuration)
        hosts = HostConnections(state, surroundings)
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
        // What policies before conntrack let through or drop is no connection.
        if hasUntracked,
            [packet.inputInterface, output].contains(where: { $0.map { Wiring.own[$0] } != nil })
        {
            return nil
        }
        guard !isForbiddenAnyway(packet, to: destination, by: output) else { return nil }
        let original = tuple(packet, to: packet.destination)
        let forwarded = tuple(packet, to: destination)
        let reply = Connection.Tuple(
            source: destination, destination: packet.source, transport: packet.transport,
            sourcePort: packet.destinationPort, destinationPort: packet.sourcePort, icmp: original.icmp)
        let path = ConnectionPath(from: end(packet.inputInterface), to: end(output))
        if output == nil, surroundings.dropsFromWorkloads, wiring.workloads[packet.source] != nil {
            return false
        }
        return decision.allows(forwarded, isFromHost: packet.inputInterface == nil)
            && hosts.allow(Connection(original: original, reply: reply), path)
    }

    /// Whether settings may forbid it whatever policies say: then there never was a connection.
    private func isForbiddenAnyway(_ packet: Packet, to destination: IPAddress, by output: String?) -> Bool {
        let isWrapped =
            packet.transport == 4 || packet.transport == 17 && packet.destinationPort == settings.vxlanPort
        if isWrapped, wiring.workloads[packet.source] != nil { return true }
        return packet.inputInterface != nil && output != nil
            && serviceBlocks[packet.family].contains {
                $0.first <= destination.bits && destination.bits <= $0.last
            }
    }

    private func end(_ interface: String?) -> ConnectionPath.End {
        interface.map { .interfaces([$0]) } ?? .host
    }

    private func tuple(_ packet: Packet, to destination: IPAddress) -> Connection.Tuple {
        Connection.Tuple(
            source: packet.source, destination: destination, transport: packet.transport,
            sourcePort: packet.sourcePort, destinationPort: packet.destinationPort,
            icmp: packet.isICMP
                ? Connection.ICMP(type: packet.icmpType, code: packet.icmpCode, identifier: 1) : nil)
    }
}
