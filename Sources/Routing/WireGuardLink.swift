package import Addressing

/// A WireGuard tunnel's end on this node, of one family: a device that encrypts packets for its peers.
///
/// Its private key is made in the agent and kept by the kernel alone.
package struct WireGuardLink: Hashable, Sendable {
    package let name: String
    /// The UDP port on which it listens.
    package let port: UInt16
    package let mtu: UInt32
    /// The address that the host itself has in the tunnel.
    package let address: IPAddress?
    /// Sorted by key.
    package var peers: [WireGuardPeer]

    package init(name: String, port: UInt16, mtu: UInt32, address: IPAddress?, peers: [WireGuardPeer] = []) {
        self.name = name
        self.port = port
        self.mtu = mtu
        self.address = address
        self.peers = peers
    }

    /// How many bytes wrapping takes from the MTU: the outer IP header, UDP (8) and WireGuard (32).
    package static func overhead(_ family: IPFamily) -> UInt32 { family == .v4 ? 60 : 80 }
}

/// Another node's end.
package struct WireGuardPeer: Hashable, Sendable {
    /// Its public key.
    package let key: WireGuardKey
    package let address: IPAddress
    package let port: UInt16
    /// In seconds; 0: only what is to be sent shows that the peer is there.
    package let keepAlive: UInt16
    /// What is sent to it, and taken from it; sorted, and of no other peer.
    package let allowed: [IPPrefix]

    package init(
        _ key: WireGuardKey, address: IPAddress, port: UInt16, keepAlive: UInt16, allowed: [IPPrefix]
    ) {
        self.key = key
        self.address = address
        self.port = port
        self.keepAlive = keepAlive
        self.allowed = allowed.sorted()
    }
}
