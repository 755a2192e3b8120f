import Netlink
import Nftables
package import NftablesNetlink
import Reconciliation
import Synchronization
import Threads

extension Batch {
    /// Adds the operations of `plan`, in their order.
    ///
    /// - Parameters:
    ///   - flags: the marks of a table that the plan makes.
    ///   - handles: those of the rules in each chain that the plan edits, by place.
    mutating func add(
        _ plan: RulesetPlan, _ table: Table, flags: TableFlags, handles: [String: [RuleHandle]]
    ) throws(NetlinkError) {
        for operation in plan.operations {
            switch operation {
            case .addTable: try addTable(table, flags: flags)
            case .deleteTable: deleteTable(table)
            case .addSet(let set): try addSet(set, table)
            case .addChain(let chain): try addChain(chain, table)
            case .addElements(let set, let elements): addElements(to: set, elements, table)
            case .deleteElements(let set, let elements): deleteElements(from: set, elements, table)
            case .addRules(let chain):
                for rule in chain.rules { addRule(rule, chain: chain.name, table) }
            case .addRule(let rule, let chain, let place):
                addRule(rule, chain: chain, before: place.flatMap { handles[chain]?[$0] }, table)
            case .deleteRule(let chain, let place):
                if let handle = handles[chain]?[place] { deleteRule(handle, chain: chain, table) }
            case .flushChain(let chain): flushChain(chain, table)
            case .deleteChain(let chain): deleteChain(chain, table)
            case .deleteSet(let name): deleteSet(name, table)
            }
        }
    }
}

/// What is to be done with one table, and how the kernel names what it has there.
struct TableOrders: Sendable {
    let table: Table
    let plan: RulesetPlan
    /// Whether the table is there, and belongs to nobody yet.
    var isClaimed = false
    /// Those of the rules in each chain that the plan edits, by place.
    var handles: [String: [RuleHandle]] = [:]
}

extension Batch {
    /// The transaction of all `orders`; large ones are written at the same time, each on a thread of its own.
    static func make(_ orders: [TableOrders], flags: TableFlags) throws(NetlinkError) -> FinishedBatch {
        guard orders.reduce(0, { $0 + $1.plan.count }) > 1000 else {
            var batch = try Batch()
            for order in orders { try batch.add(order, flags) }
            return batch.finish()
        }
        let parts = orders.map { _ in BatchPart() }
        concurrently(orders.count) { parts[$0].write(orders[$0], flags) }
        var batch = try Batch()
        for part in parts { batch.append(try part.take()) }
        return batch.finish()
    }

    fileprivate mutating func add(_ orders: TableOrders, _ flags: TableFlags) throws(NetlinkError) {
        if orders.isClaimed { try addTable(orders.table, flags: flags) }
        try add(orders.plan, orders.table, flags: flags, handles: orders.handles)
    }
}

/// One table's part of a transaction, written on one thread and taken by another.
private final class BatchPart: Sendable {
    private let content = Mutex<Result<Batch, NetlinkError>?>(nil)

    func write(_ orders: TableOrders, _ flags: TableFlags) {
        content.withLock { content in
            do throws(NetlinkError) {
                var part = try Batch.part()
                try part.add(orders, flags)
                content = .success(part)
            } catch {
                content = .failure(error)
            }
        }
    }

    func take() throws(NetlinkError) -> Batch {
        guard let result = content.withLock({ content in content.take() }) else { return try Batch.part() }
        return try result.get()
    }
}

/// The transaction that makes all tables of `desired` from nothing.
package func firstTransaction(_ desired: DesiredDataplane) throws(DataplaneError) -> FinishedBatch {
    let orders = Table.allCases.compactMap { table in
        desired.ruleset(table).map { TableOrders(table: table, plan: RulesetPlan(from: nil, to: $0)) }
    }
    do throws(NetlinkError) {
        return try Batch.make(orders, flags: [.owner, .persist])
    } catch {
        throw DataplaneError(error)
    }
}
