package import Addressing

/// How the node that packets pass in tests is connected: two interfaces of its own, and those of its workloads.
package struct Wiring: Sendable {
    /// The workloads' interfaces, by the workloads' addresses.
    package let workloads: [IPAddress: String]

    package init(workloads: [IPAddress: String]) { self.workloads = workloads }

    /// The name of the node.
    package static let node = "node-a"

    /// What the node's own interfaces have.
    package static let own: [String: [IPAddress]] = [
        "eth0": addresses("192.0.2.250", "2001:db8::fa"),
        "eth1": addresses("198.51.100.250", "2001:db8:1::fa"),
    ]

    /// What is behind `eth1`; all that is not here is behind `eth0`.
    private static let behindSecond = ["198.51.100.0/24", "2001:db8:1::/64"].compactMap { IPPrefix($0) }

    private static func addresses(_ texts: String...) -> [IPAddress] { texts.compactMap { IPAddress($0) } }

    package static func isOwn(_ address: IPAddress) -> Bool { own.values.contains { $0.contains(address) } }

    /// The interface by which `address` is reached; `nil` for the node's own.
    package func interface(to address: IPAddress) -> String? {
        if Self.isOwn(address) { return nil }
        return workloads[address] ?? (Self.behindSecond.contains { $0.contains(address) } ? "eth1" : "eth0")
    }

    /// The address by which the node speaks on `interface`.
    package static func address(of interface: String, _ family: IPFamily) -> IPAddress? {
        own[interface]?.first { $0.family == family }
    }

    /// `packet` on the interfaces that it comes and goes by; what it is sent by is left if it is told.
    package func placed(_ packet: Packet) -> Packet {
        var packet = packet
        packet.inputInterface = packet.inputInterface ?? interface(to: packet.source)
        packet.outputInterface = interface(to: packet.destination)
        return packet
    }
}
