package import Addressing

/// All that our table of one family holds.
package struct Ruleset: Hashable, Sendable {
    package let family: IPFamily
    package var sets: [String: NamedSet] = [:]
    package var chains: [String: Chain] = [:]

    package init(_ family: IPFamily) { self.family = family }

    /// The name of our tables, in both families.
    package static let tableName = "gemel"

    package mutating func add(_ set: NamedSet) { sets[set.name] = set }
    package mutating func add(_ chain: Chain) { chains[chain.name] = chain }
}

/// Flags of a table, as in `linux/netfilter/nf_tables.h`.
package struct TableFlags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Nobody but the socket that made it may change the table (Linux 5.12).
    package static let owner = TableFlags(rawValue: 0x2)
    /// The table stays when its owner goes, and the next one may adopt it (Linux 6.9).
    package static let persist = TableFlags(rawValue: 0x4)
}
