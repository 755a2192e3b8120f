package import Nftables

/// One change to a table, small enough to be one message to the kernel.
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
}
