package import Addressing
package import Routing

/// What the kernel has of a WireGuard device.
package struct ListedWireGuard: Hashable, Sendable {
    /// The public key, which the kernel makes of the private one; `nil`: it has none.
    package var key: WireGuardKey?
    package var port: UInt16 = 0
    package var peers: [WireGuardKey: Peer] = [:]

    package init() {}

    package struct Peer: Hashable, Sendable {
        /// Where it was heard of last, or where it was said to be.
        package var address: IPAddress?
        package var port: UInt16 = 0
        package var keepAlive: UInt16 = 0
        package var allowed: Set<IPPrefix> = []

        package init() {}
    }

    /// What has to be done so that exactly `wanted` are its peers.
    package func changes(to wanted: [WireGuardPeer]) -> [PeerChange] {
        let kept = Set(wanted.map(\.key))
        let removals = peers.keys.filter { !kept.contains($0) }.sorted().map { PeerChange.remove($0) }
        return removals + wanted.filter { !holds($0) }.map { PeerChange.set($0) }
    }

    private func holds(_ peer: WireGuardPeer) -> Bool {
        guard let present = peers[peer.key] else { return false }
        return present.keepAlive == peer.keepAlive
            && present.address == peer.address && present.port == peer.port
            && present.allowed == Set(peer.allowed)
    }
}

/// One thing to do to a device's peers.
package enum PeerChange: Hashable, Sendable {
    /// Adds it, or gives it this in the place of what it has.
    case set(WireGuardPeer)
    case remove(WireGuardKey)
}
