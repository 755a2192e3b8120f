package import Addressing
package import Selectors

/// A node of the cluster: Kubernetes' Node (`v1`), or Calico's (`projectcalico.org/v3`), which knows more of
/// how nodes find each other.
package struct Node: Hashable, Sendable {
    package var name: String
    package var labels: Labels
    /// All that others may call it by.
    ///
    /// Of Kubernetes' `status.addresses` those of the types InternalIP and ExternalIP.
    package var addresses: [IPAddress]
    /// `spec.podCIDRs`: the blocks of addresses that are its pods', where those are given to nodes as a whole.
    package var podBlocks: [IPPrefix] = []
    /// How other nodes reach it.
    package var attachment = DualStack<NodeAttachment> { _ in NodeAttachment() }
    /// The address of its end of IP in IP, `spec.bgp.ipv4IPIPTunnelAddr`.
    package var ipipAddress: IPAddress?
    /// The number of the autonomous system, `spec.bgp.asNumber`; `nil`: the cluster's.
    package var asNumber: UInt32?
    /// `spec.bgp.routeReflectorClusterID`: set, it reflects routes between its peers (RFC 4456).
    package var reflectorCluster: IPAddress?

    package init(name: String, labels: Labels = [:], addresses: [IPAddress] = []) {
        self.name = name
        self.labels = labels
        self.addresses = addresses
    }
}

/// How a node is reached by other nodes over one family.
package struct NodeAttachment: Hashable, Sendable {
    /// The address that has been chosen for it, `spec.bgp.ipv4Address` and `spec.bgp.ipv6Address`.
    package var address: IPAddress?
    /// How many bits the addresses on the same link have in common with it; `nil` if nobody has said.
    package var prefixLength: UInt8?
    /// The first InternalIP of the family.
    package var internalAddress: IPAddress?
    /// The address of its end of the VXLAN tunnel.
    package var tunnelAddress: IPAddress?
    /// The link-layer address of its end of the VXLAN tunnel, six bytes; `nil`: made from its name.
    package var tunnelLinkAddress: [UInt8]?
    /// The public key of its end of WireGuard, as wg(8) prints it.
    package var wireGuardKey: String?
    /// The address of its end of WireGuard.
    package var wireGuardAddress: IPAddress?

    package init() {}

    /// The address by which it is reached.
    package var reachableAddress: IPAddress? { address ?? internalAddress }
}

extension Node {
    /// What `calico` says of the same node, and where that is silent, what this says.
    package func completed(by calico: Node) -> Node {
        var result = calico
        result.labels.merge(labels) { calicos, _ in calicos }
        result.addresses += addresses.filter { !calico.addresses.contains($0) }
        if result.podBlocks.isEmpty { result.podBlocks = podBlocks }
        result.ipipAddress = calico.ipipAddress ?? ipipAddress
        result.asNumber = calico.asNumber ?? asNumber
        result.reflectorCluster = calico.reflectorCluster ?? reflectorCluster
        result.attachment = DualStack { calico.attachment[$0].completed(by: attachment[$0]) }
        return result
    }
}

extension NodeAttachment {
    fileprivate func completed(by other: NodeAttachment) -> NodeAttachment {
        var result = self
        if address == nil { (result.address, result.prefixLength) = (other.address, other.prefixLength) }
        result.internalAddress = internalAddress ?? other.internalAddress
        result.tunnelAddress = tunnelAddress ?? other.tunnelAddress
        result.tunnelLinkAddress = tunnelLinkAddress ?? other.tunnelLinkAddress
        result.wireGuardKey = wireGuardKey ?? other.wireGuardKey
        result.wireGuardAddress = wireGuardAddress ?? other.wireGuardAddress
        return result
    }
}
