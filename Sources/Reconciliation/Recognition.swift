import HashTreeCollections
package import Nftables

extension Ruleset {
    /// This table, as the kernel listed it, with every rule that `desired` has in the same chain written as
    /// it is there.
    ///
    /// A rule is the same when the kernel runs the same instructions for it and shows the same comment.
    package func recognised(by desired: Ruleset) -> Ruleset {
        var result = self
        for (name, chain) in chains {
            guard let wanted = desired.chains[name] else { continue }
            var known: [ListedRule: Rule] = [:]
            for rule in wanted.rules { known[ListedRule(rule.expressions(family), rule.comment)] = rule }
            result.chains[name]?.rules = chain.rules.map { rule in
                known[ListedRule(rule.expressions(family), rule.comment)] ?? rule
            }
        }
        return result
    }
}

private struct ListedRule: Hashable {
    let expressions: [Expression]
    let comment: String?

    init(_ expressions: [Expression], _ comment: String?) {
        self.expressions = expressions
        self.comment = comment
    }
}
