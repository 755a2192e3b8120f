import Addressing
import Resources
import TestSupport

/// Floating addresses, and pools that are hidden behind the node.
struct AddressTranslation {
    /// What each external address stands for.
    private var standsFor: [IPAddress: IPAddress] = [:]
    private let pools: [IPPool]

    init(_ cluster: Cluster) {
        pools = cluster.pools
        guard cluster.settings["floatingIPs"] == "Enabled" else { return }
        for claim in cluster.floating where claim.node == Wiring.node {
            for pair in claim.pairs {
                let first = claim.addresses.first { $0.family == pair.external.family }
                guard let own = pair.internal ?? first else { continue }
                // Of several addresses that an external one should stand for the lowest gets it.
                standsFor[pair.external] = standsFor[pair.external].map { min($0, own) } ?? own
            }
        }
    }

    /// The address that a floating one stands for; `nil` for any other.
    func destination(of address: IPAddress) -> IPAddress? { standsFor[address] }

    /// The packet as it leaves.
    func leaving(_ packet: Packet) -> Packet {
        var packet = packet
        guard let output = packet.outputInterface else { return packet }
        // Whoever calls its own floating address has to be answered by that.
        if packet.source == packet.destination {
            packet.source =
                standsFor.filter { $0.value == packet.source }.map(\.key).min() ?? packet.source
            return packet
        }
        let workloads = pools.filter { $0.allowedUses != [.loadBalancer] }
        let isHidden = pools.contains { $0.natOutgoing && $0.prefix.contains(packet.source) }
        if isHidden, !workloads.contains(where: { $0.prefix.contains(packet.destination) }) {
            packet.source = Wiring.address(of: output, packet.family) ?? packet.source
        }
        return packet
    }
}
