package import Addressing

/// A VXLAN tunnel's end on this node (RFC 7348): a device that wraps frames into UDP.
package struct VXLANLink: Hashable, Sendable {
    package let name: String
    /// The VXLAN network identifier.
    package let network: UInt32
    /// The UDP port on which all ends listen.
    package let port: UInt16
    /// The address that wrapped packets come from; its family is the one that carries them.
    package let local: IPAddress
    /// The device by which wrapped packets leave, by name.
    package let parent: String
    package let mtu: UInt32
    /// Six bytes.
    package let linkAddress: [UInt8]
    /// The address that the host itself has in the tunnel.
    package let address: IPAddress?

    package init(
        name: String, network: UInt32, port: UInt16, local: IPAddress, parent: String, mtu: UInt32,
        linkAddress: [UInt8], address: IPAddress?
    ) {
        self.name = name
        self.network = network
        self.port = port
        self.local = local
        self.parent = parent
        self.mtu = mtu
        self.linkAddress = linkAddress
        self.address = address
    }

    /// How many bytes wrapping takes from the MTU: the outer IP header, UDP (8), VXLAN (8) and the inner
    /// Ethernet header (14).
    package static func overhead(_ family: IPFamily) -> UInt32 { family == .v4 ? 50 : 70 }

    /// The alias by which we know a device that we made or took over, as `ip link` shows it.
    package static let alias = "gemel"
}

/// At which node's address a tunnel's device finds a link-layer address: an entry of its forwarding database,
/// as `bridge fdb` shows it.
package struct ForwardingEntry: Hashable, Sendable {
    package let linkAddress: [UInt8]
    /// The device by name.
    package let device: String
    package let remote: IPAddress

    package init(_ linkAddress: [UInt8], device: String, remote: IPAddress) {
        self.linkAddress = linkAddress
        self.device = device
        self.remote = remote
    }
}

extension ForwardingEntry: CustomStringConvertible {
    package var description: String {
        let digits = linkAddress.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
        return "\(digits) dev \(device) dst \(remote) self permanent"
    }
}

extension ForwardingEntry: Comparable {
    package static func < (left: ForwardingEntry, right: ForwardingEntry) -> Bool {
        left.description < right.description
    }
}
