import Netlink
import Nftables
package import NftablesNetlink
import Reconciliation

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

/// The transaction that makes all tables of `desired` from nothing.
package func firstTransaction(_ desired: DesiredDataplane) throws(DataplaneError) -> FinishedBatch {
    do throws(NetlinkError) {
        var batch = try Batch()
        for table in Table.allCases {
            guard let ruleset = desired.ruleset(table) else { continue }
            let plan = RulesetPlan(from: nil, to: ruleset)
            try batch.add(plan, table, flags: [.owner, .persist], handles: [:])
        }
        return batch.finish()
    } catch {
        throw DataplaneError(error)
    }
}
