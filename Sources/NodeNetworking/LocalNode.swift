package import Addressing
package import Routing

/// What routes to other nodes depend on besides the resources.
package struct LocalNode: Hashable, Sendable {
    /// As the resources call it.
    package var name: String
    package var interfaces: [NetworkInterface] = []
    /// By which it is reached, as far as it has any.
    package var addresses = DualStack<NodeAddress?> { _ in nil }
    /// The families that workloads may use.
    package var familiesOn = DualStack(v4: true, v6: true)
    /// What the names of workloads' interfaces begin with; no node is behind those.
    package var workloadPrefixes: [String] = []
    /// Whether blocks of pools without encapsulation get routes where their node is on the same link.
    package var makesDirectRoutes = true
    /// Whether blocks of pools with IP in IP get routes.
    package var makesIPIPRoutes = true
    /// Whether there is an end of IP in IP; `nil`: as soon as a route needs one.
    package var hasIPIP: Bool?
    /// The MTU of IP in IP; 0: that of the device under it, less what wrapping takes.
    package var ipipMTU: UInt32 = 0
    /// The VXLAN network identifier and UDP port.
    package var vxlanNetwork: UInt32 = 4096
    package var vxlanPort: UInt16 = 4789
    /// The MTU of the tunnels; 0: that of the device under it, less what wrapping takes.
    package var vxlanMTU = DualStack<UInt32>(v4: 0, v6: 0)

    /// How what goes to other nodes is encrypted; `nil`: not at all.
    package var wireGuard = DualStack<LocalWireGuard?> { _ in nil }

    package init(name: String) { self.name = name }

    /// The interface on whose link `address` is, by the prefixes of its own addresses.
    func interface(onLinkWith address: IPAddress) -> NetworkInterface? {
        interfaces.first { interface in
            interface.link.isUp && !isOfWorkload(interface.link)
                && interface.addresses.contains { own in
                    own.address != address && !own.subnet.isHost && own.subnet.contains(address)
                        && !own.isLinkLocal
                }
        }
    }

    /// Whether `address` is the one that this node itself is reached by.
    func has(_ address: IPAddress) -> Bool { addresses[address.family]?.address == address }

    private func isOfWorkload(_ link: Link) -> Bool {
        workloadPrefixes.contains { link.name.hasPrefix($0) }
    }
}

/// What WireGuard of one family is to be like on this node.
package struct LocalWireGuard: Hashable, Sendable {
    package let interface: String
    /// The UDP port of this node's end, and of all others.
    package let port: UInt16
    /// 0: that of the device under it, less what wrapping takes.
    package let mtu: UInt32
    /// In seconds; 0: nothing is sent where there is nothing to send.
    package let keepAlive: UInt16

    package init(interface: String, port: UInt16, mtu: UInt32 = 0, keepAlive: UInt16 = 0) {
        self.interface = interface
        self.port = port
        self.mtu = mtu
        self.keepAlive = keepAlive
    }
}
