import Addressing
import Nftables

/// What one message of a transaction does, kept so that the kernel's errors can be told in our words.
struct Operation {
    enum Kind {
        case addTable, deleteTable
        case addSet(String), deleteSet(String)
        case addElements(Int, set: String), deleteElements(Int, set: String)
        case addChain(String), deleteChain(String), flushChain(String)
        case addRule(chain: String, before: RuleHandle?, comment: String?)
        case replaceRule(RuleHandle, chain: String, comment: String?)
        case deleteRule(RuleHandle, chain: String)
    }

    let kind: Kind
    let table: Table
}

extension Operation: CustomStringConvertible {
    var description: String {
        let table = "\(table)"
        return switch kind {
        case .addTable: "add table \(table)"
        case .deleteTable: "delete table \(table)"
        case .addSet(let name): "add set \(name) of \(table)"
        case .deleteSet(let name): "delete set \(name) of \(table)"
        case .addElements(let count, let set): "add \(elements(count)) to set \(set) of \(table)"
        case .deleteElements(let count, let set): "delete \(elements(count)) from set \(set) of \(table)"
        case .addChain(let name): "add chain \(name) of \(table)"
        case .deleteChain(let name): "delete chain \(name) of \(table)"
        case .flushChain(let name): "flush chain \(name) of \(table)"
        case .addRule(let chain, nil, let comment):
            "add rule in chain \(chain) of \(table)\(ruleText(comment))"
        case .addRule(let chain, let handle?, let comment):
            "insert rule before \(handle.number) in chain \(chain) of \(table)\(ruleText(comment))"
        case .replaceRule(let handle, let chain, let comment):
            "replace rule \(handle.number) in chain \(chain) of \(table)\(ruleText(comment))"
        case .deleteRule(let handle, let chain): "delete rule \(handle.number) in chain \(chain) of \(table)"
        }
    }
}

private func ruleText(_ comment: String?) -> String { comment.map { " (rule: \($0))" } ?? "" }

private func elements(_ count: Int) -> String { count == 1 ? "1 element" : "\(count) elements" }
