import Addressing
import HashTreeCollections
import Netlink
import Nftables
import NftablesNetlink
import TestSupport

/// Commits what `fill` adds to a transaction.
func commit(_ socket: inout NftablesSocket, _ fill: (inout Batch) throws -> Void) throws {
    var batch = try Batch()
    try fill(&batch)
    try socket.commit(batch.finish())
}

extension Batch {
    /// Adds all of `ruleset` to a table that is not there yet.
    mutating func add(_ ruleset: Ruleset) throws {
        let family = ruleset.family
        try addTable(Table(family))
        for set in ruleset.sets.values { try addSet(set, Table(family)) }
        for chain in ruleset.chains.values { try addChain(chain, Table(family)) }
        for set in ruleset.sets.values { addElements(to: set, set.elements, Table(family)) }
        for chain in ruleset.chains.values {
            for rule in chain.rules { addRule(rule, chain: chain.name, Table(family)) }
        }
    }
}

extension Ruleset {
    /// The same with rules as the kernel lists them.
    var listed: Ruleset {
        var result = self
        for (name, chain) in chains {
            result.chains[name]?.rules = chain.rules.map {
                Rule(observed: $0.expressions(family), comment: $0.comment)
            }
        }
        return result
    }
}

/// The table of `family` as a ruleset, with rules as the kernel lists them.
func read(_ socket: inout NftablesSocket, _ family: IPFamily) throws -> Ruleset? {
    guard let listing = try socket.readTable(Table(family)) else { return nil }
    var result = Ruleset(family)
    result.sets = listing.sets
    result.chains = listing.chains
    return result
}

/// What nft(8) lists, without counters.
func nftList() throws -> String { try command("/usr/sbin/nft", "-s", "list", "ruleset") }

extension IPFamily {
    /// The `number`th address of a block for documentation.
    func example(_ number: UInt8) -> IPAddress {
        let base: UInt128 = self == .v4 ? 0xc000_0200 : 0x2001_0db8 << 96
        return IPAddress(self, bits: base + UInt128(number))
    }
}
