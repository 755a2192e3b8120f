package import Addressing

/// One of our tables.
///
/// Each family has its own. The others hold only what neither family can hold alone, and are there only while
/// something in them is wanted.
package enum Table: Hashable, Sendable, CaseIterable {
    case v4
    case v6
    /// What counts the packets of both families together.
    case shared
    /// What goes by before there is an address: ARP (RFC 826).
    case arp

    package init(_ family: IPFamily) { self = family == .v4 ? .v4 : .v6 }

    /// nft(8)'s word for the table's family.
    package var family: String {
        switch self {
        case .v4: "ip"
        case .v6: "ip6"
        case .shared: "inet"
        case .arp: "arp"
        }
    }

    /// The table's name within its family.
    package var name: String { self == .shared ? "gemel-shared" : "gemel" }

    /// The family of the addresses that rules of the table compare; those of the shared one compare none.
    package var addressFamily: IPFamily { self == .v6 ? .v6 : .v4 }
}

extension Table: CustomStringConvertible {
    /// Family and name, as nft(8) takes them.
    package var description: String { "\(family) \(name)" }
}
