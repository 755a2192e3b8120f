package import HashTreeCollections
package import Nftables

/// A table as the kernel listed it, whole and of one generation.
package struct TableListing: Hashable, Sendable {
    package let table: Table
    package let flags: TableFlags
    /// The port of the socket that owns the table, where one does.
    package let owner: UInt32?
    /// The kernel's count of transactions when the table was read.
    package let generation: UInt32
    /// Definitions and members.
    ///
    /// A set that none of ours could be, by type or flags, has an empty key and no members.
    package var sets: TreeDictionary<String, NamedSet> = [:]
    /// With rules as the kernel's instructions, first to last.
    ///
    /// A base chain that none of ours could be, by type or policy, has no hook.
    package var chains: TreeDictionary<String, Chain> = [:]
    /// The handles of the rules of each chain, in the same order.
    package var handles: [String: [RuleHandle]] = [:]
}

/// A rule as the kernel listed it.
package struct ListedRule: Hashable, Sendable {
    package let handle: RuleHandle
    /// With its instructions as the kernel runs them.
    package let rule: Rule
}

/// The kernel's name for a rule, unique in its table and never used twice.
package struct RuleHandle: Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }
}
