package import Addressing

/// The first packet of a connection, as the kernel meets it on its way through a node.
package struct Packet: Hashable, Sendable {
    package var source: IPAddress
    package var destination: IPAddress
    /// The protocol number.
    package var transport: UInt8
    package var sourcePort: UInt16 = 0
    package var destinationPort: UInt16 = 0
    package var icmpType: UInt8 = 0
    package var icmpCode: UInt8 = 0
    /// `nil` for what the host itself sends.
    package var inputInterface: String?
    /// `nil` for what is meant for the host itself.
    package var outputInterface: String?

    package init(from source: IPAddress, to destination: IPAddress, transport: UInt8) {
        self.source = source
        self.destination = destination
        self.transport = transport
    }

    package var family: IPFamily { source.family }
    package var isICMP: Bool { transport == (family == .v4 ? 1 : 58) }
}

extension Packet: CustomStringConvertible {
    package var description: String {
        let what =
            isICMP ? "type \(icmpType) code \(icmpCode)" : "port \(sourcePort) to \(destinationPort)"
        return
            "\(source) on \(inputInterface ?? "the host") to \(destination) on \(outputInterface ?? "the host"), "
            + "protocol \(transport) \(what)"
    }
}
