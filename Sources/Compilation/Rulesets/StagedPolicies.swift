import Addressing
import Calculation
import HashTreeCollections
import Nftables
import Resources

/// Policies that are tried out: their rules count what they would do, and decide nothing.
///
/// The comments are read again by who sums up the counters.
extension PolicyCompilation {
    /// The rule that leads packets past the staged policies `keys`, which stand next to each other in `tier`.
    ///
    /// Where nothing in the tier is in force, what its end would have denied is counted too.
    mutating func addStaged(_ keys: [RulesKey], of tier: PolicySequence.Tier) -> Rule? {
        let countsEnd = tier.isStaged && !tier.defaultActionIsPass
        var counting: [Rule] = []
        for key in keys {
            guard let active = rules[key] else { continue }
            let context = RuleContext(
                family: ruleset.family, setNames: setNames, pass: .return, options: options, tier: tier.name)
            let compiled = active.compiled(key.id, context)
            for set in compiled.sets { ruleset.add(set) }
            counting += compiled.rules
        }
        if countsEnd, let last = keys.last {
            counting.append(
                Rule(
                    then: [.counter],
                    comment: StagedComment(.deny, "\(last.id)", "end of tier \(tier.name)").text))
        }
        guard !counting.isEmpty else { return nil }
        let text = keys.map { "\($0.id) \($0.direction)" }.joined(separator: "\n")
        let name = contentName(StagedComment.chainPrefix, "\(tier.name) \(countsEnd)\n" + text)
        ruleset.add(Chain(name, comment: "tried out, without effect", rules: counting))
        return Rule(then: [.verdict(.jump(name))])
    }
}

extension PolicyRule.Action {
    /// What a staged rule with this action does: it counts, and the rest of its policy is not asked.
    func stagedStatements() -> [Statement] {
        switch self {
        case .allow, .deny, .pass: [.counter, .verdict(.return)]
        case .log: [.counter]
        }
    }

    /// For the comment of a staged rule.
    var effect: StagedComment.Effect {
        switch self {
        case .allow: .allow
        case .deny: .deny
        case .pass: .pass
        case .log: .log
        }
    }
}
