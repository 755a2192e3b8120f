import Netlink
import Nftables
import NftablesNetlink
import Reconciliation

/// What was found of one table, and what makes it what it should be.
struct TableReading: Sendable {
    let table: Table
    /// `nil`: the table is not there, and should not be.
    let plan: RulesetPlan?
    /// The port of the socket that owns the table, where one does.
    private let owner: UInt32?
    private let isThere: Bool

    /// Reads `table` by `socket`.
    ///
    /// - Parameter flags: the marks that the table should have.
    init(
        _ table: Table, _ desired: DesiredDataplane, _ flags: TableFlags, by socket: inout NftablesSocket
    ) throws(NetlinkError) {
        self.table = table
        let wanted = desired.ruleset(table)
        guard let listing = try socket.readTable(table, expecting: wanted) else {
            owner = nil
            isThere = false
            plan = wanted.map { RulesetPlan(from: nil, to: $0) }
            return
        }
        owner = listing.owner
        isThere = true
        plan = listing.plan(to: wanted, flags)
    }

    /// Whether nothing but the socket with `port` can write to the table, or to one that is not there and need not be.
    func isOwned(by port: UInt32) -> Bool { isThere ? owner == port : plan == nil }
}

extension TableListing {
    fileprivate func plan(to wanted: Ruleset?, _ flags: TableFlags) -> RulesetPlan {
        var found = Ruleset(of: table)
        found.sets = sets
        found.chains = chains
        guard let wanted else { return RulesetPlan(from: found, to: nil) }
        // A table that was made without an owner can get none. One whose owner is gone shows persist alone.
        guard flags.isEmpty || self.flags.contains(.persist) else {
            return RulesetPlan(replacingBy: wanted)
        }
        return RulesetPlan(from: found.recognised(by: wanted), to: wanted)
    }
}
