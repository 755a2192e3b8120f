package import Addressing

/// What becomes of a packet at a node.
package enum Fate: Hashable, Sendable {
    case dropped
    /// It gets to where it leads, with these addresses.
    case passed(from: IPAddress, to: IPAddress)

    package init(_ packet: Packet) { self = .passed(from: packet.source, to: packet.destination) }

    package var isPassed: Bool { self != .dropped }
}

extension Fate {
    /// `deny`, or `allow` with the addresses where these are not those of `packet`.
    package func text(of packet: Packet) -> String {
        switch self {
        case .dropped: "deny"
        case .passed(packet.source, packet.destination): "allow"
        case .passed(let source, let destination): "allow as \(source) > \(destination)"
        }
    }
}
