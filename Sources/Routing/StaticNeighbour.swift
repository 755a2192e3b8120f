package import Addressing

/// A neighbour whose link-layer address is known for good: a workload at the other end of its interface.
///
/// The kernel neither asks for it, by ARP or neighbour discovery, nor believes another answer.
package struct StaticNeighbour: Hashable, Sendable {
    package let address: IPAddress
    /// The device by name.
    package let device: String
    /// Six bytes.
    package let linkAddress: [UInt8]

    package init(_ address: IPAddress, device: String, linkAddress: [UInt8]) {
        self.address = address
        self.device = device
        self.linkAddress = linkAddress
    }

    /// By this we know ours among all others, as we know our routes (`NDA_PROTOCOL`, Linux 5.2).
    package static let ourProtocol = Route.ourProtocol
}

extension StaticNeighbour: Comparable {
    package static func < (left: StaticNeighbour, right: StaticNeighbour) -> Bool {
        left.address != right.address ? left.address < right.address : left.device < right.device
    }
}

extension StaticNeighbour: CustomStringConvertible {
    /// As ip(8) takes it.
    package var description: String {
        let digits = linkAddress.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
        return "\(address) lladdr \(digits) dev \(device) nud permanent proto \(Self.ourProtocol)"
    }
}
