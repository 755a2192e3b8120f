package import Addressing
package import HashTreeCollections

/// All that one of our tables holds.
///
/// Sets and chains are in trees, which later rulesets share with earlier ones but for what differs.
package struct Ruleset: Hashable, Sendable {
    package let table: Table
    package var sets: TreeDictionary<String, NamedSet> = [:]
    package var chains: TreeDictionary<String, Chain> = [:]

    package init(of table: Table) { self.table = table }

    package init(_ family: IPFamily) { self.init(of: Table(family)) }

    /// The family of the addresses that its rules compare.
    package var family: IPFamily { table.addressFamily }

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
