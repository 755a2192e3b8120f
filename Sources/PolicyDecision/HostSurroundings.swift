package import Addressing
package import Calculation
import Connections

/// What settings say of the host that has to be known, besides policies, to judge the connections that pass it.
package struct HostSurroundings: Hashable, Sendable {
    /// A port that no policy can close.
    package struct FailsafePort: Hashable, Sendable {
        /// The protocol number.
        let transport: UInt8
        /// Where the peer is; `nil`: anywhere.
        let net: IPPrefix?
        let port: UInt16

        package init(transport: UInt8, net: IPPrefix?, port: UInt16) {
            self.transport = transport
            self.net = net
            self.port = port
        }
    }

    package var inbound: [FailsafePort] = []
    package var outbound: [FailsafePort] = []
    /// Interfaces that the endpoint `*` is not for.
    package var excludedInterfaces: [InterfacePattern] = []
    /// What the names of workloads' interfaces begin with.
    package var workloadPrefixes = ["cali"]
    /// Whether workloads may say nothing to their host, whatever their policy: `DefaultEndpointToHostAction`.
    package var dropsFromWorkloads = false

    package init() {}

    func isInbound(_ packet: Connection.Tuple) -> Bool { has(inbound, packet, peer: packet.source) }
    func isOutbound(_ packet: Connection.Tuple) -> Bool { has(outbound, packet, peer: packet.destination) }

    /// Whether the endpoint `*` is for `interface`, if that is nobody's.
    func isForAll(_ interface: String) -> Bool {
        interface != "lo" && !excludedInterfaces.contains { $0.matches(interface) }
    }

    func isWorkload(_ interface: String) -> Bool { workloadPrefixes.contains { interface.hasPrefix($0) } }

    private func has(_ ports: [FailsafePort], _ packet: Connection.Tuple, peer: IPAddress) -> Bool {
        ports.contains {
            $0.transport == packet.transport && $0.port == packet.destinationPort
                && $0.net?.contains(peer) != false
        }
    }
}
