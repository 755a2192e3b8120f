package import Addressing

/// An IP in IP tunnel's end on this node (RFC 2003): a device that puts IPv4 packets into IPv4 packets.
///
/// It is without a peer: each packet goes to the next hop of its route. There is one such device in each network
/// namespace, which the kernel makes with its module and nobody can remove.
package struct IPIPLink: Hashable, Sendable {
    /// The kernel's name of the device, which Calico uses.
    package static let name = "tunl0"

    package let mtu: UInt32
    /// The address that the host itself has in the tunnel.
    package let address: IPAddress?

    package init(mtu: UInt32, address: IPAddress?) {
        self.mtu = mtu
        self.address = address
    }

    /// How many bytes wrapping takes from the MTU: an IPv4 header.
    package static let overhead: UInt32 = 20
}
