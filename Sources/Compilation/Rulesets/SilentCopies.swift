import HashTreeCollections
import Nftables

extension Ruleset {
    /// Adds copies of `chain` and of all that it leads to, which drop what those refuse with an answer, and says what
    /// the copy is called; `chain` itself if nothing in it answers.
    ///
    /// At the postrouting hook the kernel lets no rule answer, and one alone would have it take none of the ruleset:
    /// `nft_reject_validate`, net/netfilter/nft_reject.c.
    mutating func addSilentCopy(of chain: String) -> String {
        guard answers(chain) else { return chain }
        let name = chain + "-silent"
        guard let original = chains[chain], chains[name] == nil else { return name }
        var copy = original
        add(copy.named(name))
        copy.rules = original.rules.map { rule in
            guard case .written(let matches, let statements) = rule.body else { return rule }
            let silent = statements.map { statement -> Statement in
                switch statement {
                case .refuse: .verdict(.drop)
                case .verdict(.jump(let target)): .verdict(.jump(addSilentCopy(of: target)))
                case .verdict(.goto(let target)): .verdict(.goto(addSilentCopy(of: target)))
                default: statement
                }
            }
            return Rule(matches, then: silent, comment: rule.comment)
        }
        add(copy.named(name))
        return name
    }

    /// Whether a rule of the chain, or of one that it leads to, answers what it refuses.
    private func answers(_ chain: String) -> Bool {
        chains[chain]?.rules.contains { rule in
            guard case .written(_, let statements) = rule.body else { return false }
            return statements.contains { statement in
                switch statement {
                case .refuse: true
                case .verdict(.jump(let target)), .verdict(.goto(let target)): answers(target)
                default: false
                }
            }
        } ?? false
    }
}

extension Chain {
    fileprivate func named(_ name: String) -> Chain { Chain(name, comment: comment, rules: rules) }
}
