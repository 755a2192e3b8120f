package import Addressing

/// What the kernel knows of an address on a link: an entry of its ARP or neighbour discovery cache.
package struct Neighbour: Hashable, Sendable {
    package let address: IPAddress
    /// The interface by its index.
    package let link: UInt32
    /// The link-layer address, 6 bytes for Ethernet; empty as long as it is unknown.
    package let linkAddress: [UInt8]
    package let state: State

    package init(_ address: IPAddress, link: UInt32, linkAddress: [UInt8], state: State) {
        self.address = address
        self.link = link
        self.linkAddress = linkAddress
        self.state = state
    }

    /// The bits of the entry's state, `NUD_*` in linux/neighbour.h.
    package struct State: OptionSet, Hashable, Sendable {
        package let rawValue: UInt16

        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let incomplete = State(rawValue: 0x01)
        package static let reachable = State(rawValue: 0x02)
        package static let stale = State(rawValue: 0x04)
        package static let delay = State(rawValue: 0x08)
        package static let probe = State(rawValue: 0x10)
        package static let failed = State(rawValue: 0x20)
        package static let noARP = State(rawValue: 0x40)
        package static let permanent = State(rawValue: 0x80)
    }
}

extension Neighbour: Comparable {
    package static func < (left: Neighbour, right: Neighbour) -> Bool {
        (left.link, left.address) < (right.link, right.address)
    }
}

extension Neighbour: CustomStringConvertible {
    /// As `ip neighbour` prints it, without the device's name: `10.0.0.1 lladdr 02:00:00:00:00:01 STALE`.
    package var description: String {
        let link = linkAddress.isEmpty ? "" : " lladdr \(linkAddress.map(hexadecimal).joined(separator: ":"))"
        return "\(address)\(link) \(state)"
    }
}

extension Neighbour.State: CustomStringConvertible {
    /// The states' names in ip(8), separated by commas.
    package var description: String {
        guard rawValue != 0 else { return "NONE" }
        return Self.names.filter { contains($0.0) }.map(\.1).joined(separator: ",")
    }

    private static let names: [(Self, String)] = [
        (.incomplete, "INCOMPLETE"), (.reachable, "REACHABLE"), (.stale, "STALE"), (.delay, "DELAY"),
        (.probe, "PROBE"), (.failed, "FAILED"), (.noARP, "NOARP"), (.permanent, "PERMANENT"),
    ]
}

private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
