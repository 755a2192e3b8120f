package import Nftables

/// One change to a table.
///
/// Rules are told apart by their place in the chain as it was before the plan; who carries the plan out
/// asks the kernel which handle stands there.
package enum RulesetOperation: Hashable, Sendable {
    case addTable
    case deleteTable
    /// Adds the set without its members.
    case addSet(NamedSet)
    case addChain(Chain)
    case addElements(NamedSet, Elements)
    case deleteElements(NamedSet, Elements)
    /// Adds the rules of a chain that has none yet: most of what a first plan holds, and no copy of it.
    case addRules(of: Chain)
    /// Puts the rule before the one that was at `before`, or at the chain's end.
    case addRule(Rule, chain: String, before: Int?)
    case deleteRule(chain: String, at: Int)
    case flushChain(String)
    case deleteChain(String)
    case deleteSet(String)
}

/// What takes one family's table from what it is to what it should be, in an order that the kernel takes.
package struct RulesetPlan: Hashable, Sendable {
    package var operations: [RulesetOperation] = []
    /// The number of rules that each chain whose rules are edited in place has now.
    package var editedChains: [String: Int] = [:]

    package init() {}

    package var isEmpty: Bool { operations.isEmpty }

    /// The number of changes, each rule counted.
    package var count: Int { operations.reduce(0) { $0 + $1.count } }
}

extension RulesetOperation {
    fileprivate var count: Int {
        if case .addRules(let chain) = self { chain.rules.count } else { 1 }
    }
}
