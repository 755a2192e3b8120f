import Addressing
import Glibc
import Netlink
import Nftables
import NftablesNetlink
import Reconciliation
import Threads

/// Keeps our tables as they should be, in one transaction for all.
struct RulesetDriver: ~Copyable {
    private var socket: NftablesSocket
    /// What the kernel holds as far as is known; `nil` when it has to be asked.
    private var known: [Table: Ruleset]?
    /// The number of the kernel's ruleset when we wrote it or read it last.
    private var generation: UInt32
    /// Whether all our tables belong to our socket, so that nobody else can write to them.
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
        /// By table; one that neither is there nor should be has none.
        var operations: [Table: Int]
        var generation: UInt32
        /// Whether more was written than a difference to what was known.
        var isWhole: Bool
    }

    /// Makes all tables what `desired` says; nothing in any changes if anything is refused.
    mutating func apply(_ desired: DesiredDataplane) throws(RulesetFailure) -> Applied {
        do throws(AttemptError) {
            return try attempt(desired)
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

    /// What would be sent to make each table what `desired` says.
    ///
    /// - Parameter isUrgent: whether somebody waits for it.
    mutating func plan(
        _ desired: DesiredDataplane, isUrgent: Bool = true
    ) throws(NetlinkError) -> [Table: RulesetPlan] {
        var plans: [Table: RulesetPlan] = [:]
        if let known {
            for table in Table.allCases where known[table] != nil || desired.ruleset(table) != nil {
                plans[table] = RulesetPlan(
                    from: known[table], to: desired.ruleset(table), among: desired.changed(in: table))
            }
            return plans
        }
        var isOwner = true
        generation = try socket.generation()
        // 10,000 policies' chains, read at once, were 95 MB of memory; one table after the other half of that.
        let areLarge = IPFamily.allCases.allSatisfy { desired.rulesets[$0].chains.count > 10_000 }
        for reading in try read(desired, atOnce: isUrgent || !areLarge) {
            plans[reading.table] = reading.plan
            isOwner = isOwner && reading.isOwned(by: socket.portID)
        }
        self.isOwner = isOwner
        return plans
    }

    /// Reads all tables; whoever may write to a table, anybody may read it.
    ///
    /// - Parameter atOnce: whether to read those of both families at the same time, which takes less time and more memory.
    private mutating func read(
        _ desired: DesiredDataplane, atOnce: Bool
    ) throws(NetlinkError) -> [TableReading] {
        let flags = flags
        dealings.listings += Table.allCases.count
        do throws(NetlinkError) {
            var readings: [TableReading] = []
            if atOnce {
                let families = try DualStack.concurrently { family throws(NetlinkError) in
                    var socket = try NftablesSocket()
                    return try TableReading(Table(family), desired, flags, by: &socket)
                }
                readings = [families.v4, families.v6]
            }
            for table in Table.allCases where !readings.contains(where: { $0.table == table }) {
                readings.append(try TableReading(table, desired, flags, by: &socket))
            }
            return readings
        } catch {
            dealings.failedListings += 1
            throw error
        }
    }

    mutating func tables() throws(NetlinkError) -> [Table] {
        var found: [Table] = []
        for table in Table.allCases where try list(table) != nil { found.append(table) }
        return found
    }

    private mutating func list(_ table: Table) throws(NetlinkError) -> TableListing? {
        dealings.listings += 1
        do throws(NetlinkError) {
            return try socket.readTable(table)
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
    mutating func verify(_ desired: DesiredDataplane) throws(NetlinkError) -> Bool {
        known = nil
        let start = ContinuousClock.now
        defer { dealings.lastVerificationTime = .now - start }
        guard try plan(desired, isUrgent: false).values.allSatisfy(\.isEmpty) else { return false }
        remember(desired)
        return true
    }

    private mutating func remember(_ desired: DesiredDataplane) {
        var tables: [Table: Ruleset] = [:]
        for table in Table.allCases { tables[table] = desired.ruleset(table) }
        known = tables
    }

    /// Forgets what is known of the kernel, so that it is asked again.
    mutating func forget() { known = nil }

    /// Forgets it unless nobody can have written anything since.
    ///
    /// Whoever writes, in whatever table, makes another generation; where our tables have no owner, one of our own may
    /// have come behind somebody else's.
    mutating func refresh() {
        if !isOwner || (try? socket.generation()) != generation { forget() }
    }
}

extension RulesetDriver {
    /// Why an attempt failed: before anything was sent, or because of what was.
    fileprivate enum AttemptError: Error {
        case netlink(NetlinkError)
        case commit(CommitError)
    }

    private mutating func attempt(_ desired: DesiredDataplane) throws(AttemptError) -> Applied {
        do {
            return try write(desired)
        } catch let error as CommitError {
            throw .commit(error)
        } catch let error as NetlinkError {
            throw .netlink(error)
        } catch {
            throw .netlink(.unintelligible(operation: "\(error)"))
        }
    }

    private mutating func write(_ desired: DesiredDataplane) throws -> Applied {
        let isWhole = known == nil
        let plans = try plan(desired)
        let operations = plans.mapValues(\.count)
        let isWritten = operations.values.contains { $0 > 0 }
        let claims = !isOwner && !flags.isEmpty
        if claims || isWritten {
            let start = ContinuousClock.now
            var orders: [TableOrders] = []
            for table in Table.allCases {
                guard let plan = plans[table] else { continue }
                // Taking a table over that an earlier agent left behind is part of the same transaction.
                let isClaimed = claims && plan.operations.first?.makesTable != true
                orders.append(
                    TableOrders(
                        table: table, plan: plan, isClaimed: isClaimed, handles: try handles(plan, table)))
            }
            try commit(Batch.make(orders, flags: flags))
            dealings.lastTransactionTime = .now - start
            isOwner = !flags.isEmpty
            generation = try socket.generation()
        }
        remember(desired)
        return Applied(operations: operations, generation: generation, isWhole: isWhole && isWritten)
    }

    /// The handles of the rules in the chains that `plan` edits, by place.
    private mutating func handles(
        _ plan: RulesetPlan, _ table: Table
    ) throws(NetlinkError) -> [String: [RuleHandle]] {
        var handles: [String: [RuleHandle]] = [:]
        for (chain, count) in plan.editedChains {
            let rules = try socket.readRules(table, chain: chain)
            guard rules.count == count else { throw .unsteady(operation: "edit chain \(chain)") }
            handles[chain] = rules.map(\.handle)
        }
        return handles
    }

    /// The failure in words that tell what to do about it.
    private mutating func explained(_ error: AttemptError) -> RulesetFailure {
        guard case .commit(let commit) = error, commit.isForbidden else { return RulesetFailure(error) }
        let others = Table.allCases.filter { table in
            guard let owner = (try? socket.readTable(table))?.owner else { return false }
            return owner != socket.portID
        }
        guard !others.isEmpty else { return RulesetFailure(error) }
        return RulesetFailure(
            messages: others.map { table in
                "table \(table) belongs to another process, which still runs: "
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
