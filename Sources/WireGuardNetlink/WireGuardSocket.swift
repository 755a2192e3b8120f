import CLibmnl
package import Netlink
package import Routing

/// The keys and peers of WireGuard devices, asked for and changed over generic netlink (`linux/wireguard.h`).
package struct WireGuardSocket: ~Copyable {
    private var socket: NetlinkSocket
    /// The number that the kernel has given the family `wireguard`.
    private let family: UInt16

    /// - Throws: `ENOENT` where the kernel has no WireGuard.
    package init() throws(NetlinkError) {
        var socket = try NetlinkSocket(.generic)
        var request = MessageBuffer()
        request.beginFamilyLookup("wireguard")
        var family: UInt16?
        try socket.transact(&request, operation: "look for WireGuard") { message in
            family = message.familyNumber ?? family
        }
        guard let family else { throw .unintelligible(operation: "look for WireGuard") }
        self.socket = socket
        self.family = family
    }

    /// What the device `name` has now.
    package mutating func device(_ name: String) throws(NetlinkError) -> ListedWireGuard {
        var request = MessageBuffer()
        request.beginDeviceListing(name, family: family)
        return try socket.dump(
            &request, operation: "read \(name)", into: ListedWireGuard()
        ) { device, message in
            if message.type == family { device.take(message) }
        }
    }

    /// Gives a device its port and its peers, and a private key where it has none.
    ///
    /// Peers that are as they should be are not touched, so that their sessions go on. Says whether there was
    /// anything to do.
    package mutating func settle(
        _ link: WireGuardLink, _ present: ListedWireGuard
    ) throws(NetlinkError) -> Bool {
        let operation = "set up \(link.name)"
        var isChanged = false
        if present.key == nil || present.port != link.port {
            var request = MessageBuffer()
            request.beginDeviceChange(
                link.name, family: family, privateKey: present.key == nil ? newPrivateKey() : nil,
                port: link.port)
            try socket.transact(&request, operation: operation)
            isChanged = true
        }
        // A block that moves to another peer leaves the first by itself.
        for change in present.changes(to: link.peers) {
            var request = MessageBuffer()
            request.beginDeviceChange(link.name, family: family)
            request.put(change)
            try socket.transact(&request, operation: operation)
            isChanged = true
        }
        return isChanged
    }
}

/// A private key, drawn from the system's random numbers (getrandom(2)).
///
/// The bits that Curve25519 wants to be fixed the kernel sets itself.
private func newPrivateKey() -> [UInt8] {
    var random = SystemRandomNumberGenerator()
    return (0..<32).map { _ in random.next() }
}
