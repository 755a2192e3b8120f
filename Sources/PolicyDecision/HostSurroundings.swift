package import Addressing
import Connections

/// What has to be known of the host, besides its endpoints' policies, to judge its own connections.
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
    /// Interfaces that the endpoint `*` is not for, as `InterfaceExclude` has them.
    package var excludedInterfaces: [String] = []

    package init() {}

    func isInbound(_ packet: Connection.Tuple) -> Bool { has(inbound, packet, peer: packet.source) }
    func isOutbound(_ packet: Connection.Tuple) -> Bool { has(outbound, packet, peer: packet.destination) }

    /// Whether `*` is surely for `interface`; an expression might be about any.
    func isForAll(_ interface: String) -> Bool {
        interface != "lo" && !excludedInterfaces.contains { $0 == interface || $0.hasPrefix("/") }
    }

    private func has(_ ports: [FailsafePort], _ packet: Connection.Tuple, peer: IPAddress) -> Bool {
        ports.contains {
            $0.transport == packet.transport && $0.port == packet.destinationPort
                && $0.net?.contains(peer) != false
        }
    }
}
