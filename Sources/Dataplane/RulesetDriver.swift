import Addressing
import Glibc
import Netlink
import Nftables
import NftablesNetlink
import Reconciliation

/// Keeps our tables of both families as they should be, in one transaction for both.
struct RulesetDriver: ~Copyable {
    private var socket: NftablesSocket
    /// What the kernel holds as far as is known; `nil` when it has to be asked.
    private var known: DualStack<Ruleset?>?
    /// The number of the kernel's ruleset after our last dealings with it.
    private var generation: UInt32
    /// Whether both tables belong to our socket, so that nobody else can write to them.
    private var isOwner = false
    /// The marks of our tables, as far as this kernel knows such marks.
    private var flags: TableFlags = [.owner, .persist]
    private(set) var dealings = KernelDealings()

    /// - Parameter descriptor: the socket of an earlier process that owns our tables; what is not a netlink socket
    ///   after all is closed, and another opened.
    init(adopting descriptor: Int32?) throws(NetlinkError) {
        var adopted: NftablesSocket?
        if let descriptor { adopted = try? NftablesSocket(adopting: descriptor) }
        var socket = if let adopted { adopted } else { try NftablesSocket() }
        // Anybody gets a socket; who may not use it learns that from the first question.
        generation = try socket.generation()
        self.socket = socket
    }

    /// The socket that owns our tables.
    var descriptor: Int32 { socket.descriptor }

    struct Applied {
        var operations: DualStack<Int>
        var generation: UInt32
        /// Whether more was written than a difference to what was known.
        var isWhole: Bool
    }

    /// Makes both tables what `desired` says; none of either changes if anything is refused.
    ///
    /// - Parameter changed: the sets and chains that may be others than in what was applied last.
    mutating func apply(
        _ desired: DualStack<Ruleset>, _ changed: DualStack<RulesetNames>? = nil
    ) throws(RulesetFailure) -> Applied {
        do throws(AttemptError) {
            return try attempt(desired, changed)
        } catch {
            forget()
            guard adapt(to: error) else { throw explained(error) }
        }
        do throws(AttemptError) {
            return try attempt(desired)
        } catch {
            forget()
            throw explained(error)
        }
    }

    /// What would be sent to make both tables what `desired` says.
    mutating func plan(
        _ desired: DualStack<Ruleset>, _ changed: DualStack<RulesetNames>? = nil
    ) throws(NetlinkError) -> DualStack<RulesetPlan> {
        if let known {
            return DualStack { RulesetPlan(from: known[$0], to: desired[$0], among: changed?[$0]) }
        }
        var owned = DualStack(v4: false, v6: false)
        defer { isOwner = owned.v4 && owned.v6 }
        return try DualStack { family throws(NetlinkError) in
            guard let listing = try list(family) else {
                return RulesetPlan(from: nil, to: desired[family])
            }
            owned[family] = listing.owner == socket.portID
            // A table that was made without an owner can get none. One whose owner is gone shows persist alone.
            guard flags.isEmpty || listing.flags.contains(.persist) else {
                return RulesetPlan(replacingBy: desired[family])
            }
            return RulesetPlan(from: listing.ruleset.recognised(by: desired[family]), to: desired[family])
        }
    }

    private mutating func list(_ family: IPFamily) throws(NetlinkError) -> TableListing? {
        dealings.listings += 1
        do throws(NetlinkError) {
            return try socket.readTable(family)
        } catch {
            dealings.failedListings += 1
            throw error
        }
    }

    private mutating func commit(_ batch: consuming FinishedBatch) throws {
        dealings.transactions += 1
        dealings.lastTransactionBytes = batch.byteCount
        do {
            try socket.commit(batch)
        } catch {
            dealings.refusedTransactions += 1
            throw error
        }
    }

    /// Whether the kernel holds exactly `desired`; it is asked anew at the next attempt if not.
    mutating func verify(_ desired: DualStack<Ruleset>) throws(NetlinkError) -> Bool {
        known = nil
        let plans = try plan(desired)
        guard plans.v4.isEmpty, plans.v6.isEmpty else { return false }
        known = DualStack { desired[$0] }
        return true
    }

    /// Forgets what is known of the kernel, so that it is asked again.
    mutating func forget() { known = nil }
}

extension RulesetDriver {
    /// Why an attempt failed: before anything was sent, or because of what was.
    fileprivate enum AttemptError: Error {
        case netlink(NetlinkError)
        case commit(CommitError)
    }

    private mutating func attempt(
        _ desired: DualStack<Ruleset>, _ changed: DualStack<RulesetNames>? = nil
    ) throws(AttemptError) -> Applied {
        do {
            return try write(desired, changed)
        } catch let error as CommitError {
            throw .commit(error)
        } catch let error as NetlinkError {
            throw .netlink(error)
        } catch {
            throw .netlink(.unintelligible(operation: "\(error)"))
        }
    }

    private mutating func write(
        _ desired: DualStack<Ruleset>, _ changed: DualStack<RulesetNames>?
    ) throws -> Applied {
        let isWhole = known == nil
        let plans = try plan(desired, changed)
        let operations = DualStack { plans[$0].operations.count }
        let claims = !isOwner && !flags.isEmpty
        if claims || operations.v4 + operations.v6 > 0 {
            var batch = try Batch()
            for family in IPFamily.allCases {
                // Taking a table over that an earlier agent left behind is part of the same transaction.
                if claims, plans[family].operations.first?.makesTable != true {
                    try batch.addTable(family, flags: flags)
                }
                try batch.add(plans[family], family, flags: flags, handles: handles(plans[family], family))
            }
            try commit(batch.finish())
            isOwner = !flags.isEmpty
            generation = try socket.generation()
        }
        known = DualStack { desired[$0] }
        let isWritten = operations.v4 + operations.v6 > 0
        return Applied(operations: operations, generation: generation, isWhole: isWhole && isWritten)
    }

    /// The handles of the rules in the chains that `plan` edits, by place.
    private mutating func handles(_ plan: RulesetPlan, _ family: IPFamily) throws(NetlinkError) -> [String:
        [RuleHandle]]
    {
        var handles: [String: [RuleHandle]] = [:]
        for (chain, count) in plan.editedChains {
            let rules = try socket.readRules(family, chain: chain)
            guard rules.count == count else { throw .unsteady(operation: "edit chain \(chain)") }
            handles[chain] = rules.map(\.handle)
        }
        return handles
    }

    /// The failure in words that tell what to do about it.
    private mutating func explained(_ error: AttemptError) -> RulesetFailure {
        guard case .commit(let commit) = error, commit.isForbidden else { return RulesetFailure(error) }
        let others = IPFamily.allCases.filter { family in
            guard let owner = (try? socket.readTable(family))?.owner else { return false }
            return owner != socket.portID
        }
        guard !others.isEmpty else { return RulesetFailure(error) }
        return RulesetFailure(
            messages: others.map { family in
                "table \(family.tableFamily) \(Ruleset.tableName) belongs to another process, which still runs: "
                    + "is there a second agent on this node?"
            }, isPermissionDenied: true)
    }

    /// Learns from a refusal; says whether another attempt may do better at once.
    ///
    /// A kernel before 6.9 does not know tables that outlive their owner. Without that, a table of ours must
    /// have no owner at all, or it would go with the process.
    private mutating func adapt(to error: AttemptError) -> Bool {
        guard case .commit(let error) = error else { return false }
        if error.isOutdated { return true }
        let refused = error.failures.filter { $0.operation.hasPrefix("add table") }
        guard !flags.isEmpty, refused.contains(where: { [EOPNOTSUPP, EINVAL].contains($0.code) }) else {
            return false
        }
        flags = []
        return true
    }
}

extension TableListing {
    fileprivate var ruleset: Ruleset {
        var result = Ruleset(family)
        result.sets = sets
        result.chains = chains
        return result
    }
}

extension RulesetOperation {
    fileprivate var makesTable: Bool { self == .addTable || self == .deleteTable }
}

extension RulesetFailure {
    fileprivate init(_ error: RulesetDriver.AttemptError) {
        switch error {
        case .netlink(let error): self.init(error)
        case .commit(let error):
            self.init(
                messages: error.failures.map(\.description),
                isPermissionDenied: error.failures.contains { [EPERM, EACCES].contains($0.code) })
        }
    }

    init(_ error: NetlinkError) {
        self.init(
            messages: [error.description],
            isPermissionDenied: error.code.map { [EPERM, EACCES].contains($0) } ?? false)
    }
}
