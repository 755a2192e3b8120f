package import Addressing
import Netlink
package import Nftables
import NftablesNetlink
import Reconciliation

extension Batch {
    /// Adds the operations of `plan`, in their order.
    ///
    /// - Parameters:
    ///   - flags: the marks of a table that the plan makes.
    ///   - handles: those of the rules in each chain that the plan edits, by place.
    mutating func add(
        _ plan: RulesetPlan, _ family: IPFamily, flags: TableFlags, handles: [String: [RuleHandle]]
    ) throws(NetlinkError) {
        for operation in plan.operations {
            switch operation {
            case .addTable: try addTable(family, flags: flags)
            case .deleteTable: deleteTable(family)
            case .addSet(let set): try addSet(set, family)
            case .addChain(let chain): try addChain(chain, family)
            case .addElements(let set, let elements): addElements(to: set, elements, family)
            case .deleteElements(let set, let elements): deleteElements(from: set, elements, family)
            case .addRule(let rule, let chain, let place):
                addRule(rule, chain: chain, before: place.flatMap { handles[chain]?[$0] }, family)
            case .deleteRule(let chain, let place):
                if let handle = handles[chain]?[place] { deleteRule(handle, chain: chain, family) }
            case .flushChain(let chain): flushChain(chain, family)
            case .deleteChain(let chain): deleteChain(chain, family)
            case .deleteSet(let name): deleteSet(name, family)
            }
        }
    }
}

/// The transaction that makes both tables from nothing, message by message, with the kernel's instructions
/// for each rule in the notation of `nft --debug=netlink`.
package func bytecode(_ rulesets: DualStack<Ruleset>) throws(DataplaneError) -> String {
    do throws(NetlinkError) {
        var batch = try Batch()
        for family in IPFamily.allCases {
            let plan = RulesetPlan(from: nil, to: rulesets[family])
            try batch.add(plan, family, flags: [.owner, .persist], handles: [:])
        }
        return batch.finish().text
    } catch {
        throw DataplaneError(error)
    }
}
