package import Nftables

extension RulesetPlan {
    /// The plan as commands of nft(8), one a line, for people: what stands for a rule's handle is its place.
    package func text(_ table: Table) -> String {
        operations.map { $0.text(table) + "\n" }.joined()
    }
}

extension RulesetOperation {
    fileprivate func text(_ table: Table) -> String {
        switch self {
        case .addTable: "add table \(table)"
        case .deleteTable: "delete table \(table)"
        case .addSet(let set): "add \(set.kindName) \(table) \(set.name) { \(set.definitionText) }"
        case .addChain(let chain):
            "add chain \(table) \(chain.name)\(chain.definitionText.map { " { \($0) }" } ?? "")"
        case .addElements(let set, let elements):
            "add element \(table) \(set.name) { \(elements.text(of: set)) }"
        case .deleteElements(let set, let elements):
            "delete element \(table) \(set.name) { \(elements.text(of: set)) }"
        case .addRules(let chain):
            chain.rules.map { "add rule \(table) \(chain.name) \($0.text(table.addressFamily))" }
                .joined(separator: "\n")
        case .addRule(let rule, let chain, nil):
            "add rule \(table) \(chain) \(rule.text(table.addressFamily))"
        case .addRule(let rule, let chain, let place?):
            "insert rule \(table) \(chain) position #\(place) \(rule.text(table.addressFamily))"
        case .deleteRule(let chain, let place): "delete rule \(table) \(chain) handle #\(place)"
        case .flushChain(let chain): "flush chain \(table) \(chain)"
        case .deleteChain(let chain): "delete chain \(table) \(chain)"
        case .deleteSet(let name): "delete set \(table) \(name)"
        }
    }
}
