import Addressing
import Calculation
import HashTreeCollections
import Resources

/// Which rules a change may have made stricter.
struct Tightening {
    /// Policies and profiles that may deny what they did not deny before.
    let keys: Set<RulesKey>

    init(from old: NodeState, to new: NodeState, _ changes: NodeChanges) {
        var keys = changes.rules
        // A set that came or went did so with rules, which have changed with it.
        let sets = Dictionary(
            uniqueKeysWithValues: changes.sets.compactMap { set in
                old.sets[set].flatMap { before in new.sets[set].map { (set, SetChange(from: before, to: $0)) }
                }
            })
        if !sets.isEmpty {
            let shrinks = sets.values.contains(where: \.shrinks)
            for (key, active) in new.rules
            where (shrinks || active.deniesMoreWhenSetsGrow) && active.looksInto(sets)
                && active.rules.contains(where: { $0.isTightened(by: sets) })
            {
                keys.insert(key)
            }
        }
        self.keys = keys
    }
}

/// How the members of a set have changed.
private struct SetChange {
    let grows: Bool
    let shrinks: Bool

    init(from old: DualStack<Members>, to new: DualStack<Members>) {
        grows = IPFamily.allCases.contains { !old[$0].covers(new[$0]) }
        shrinks = IPFamily.allCases.contains { !new[$0].covers(old[$0]) }
    }
}

extension Members {
    /// Whether all of `others` are among these; ranges are only compared as a whole.
    fileprivate func covers(_ others: Members) -> Bool {
        switch (self, others) {
        case (.hosts(let mine), .hosts(let others)): Self.covers(mine, others)
        case (.ports(let mine), .ports(let others)): Self.covers(mine, others)
        case (.ranges(let mine), .ranges(let others)): mine == others
        case (.hosts, _), (.ranges, _), (.ports, _): false
        }
    }

    /// Whether a sorted list has all members of another, in one pass.
    private static func covers<Item: Comparable>(_ mine: [Item], _ others: [Item]) -> Bool {
        var index = 0
        for other in others {
            while index < mine.count, mine[index] < other { index += 1 }
            guard index < mine.count, mine[index] == other else { return false }
        }
        return true
    }
}

extension ActiveRules {
    /// Whether packets are looked up in any of `sets`; a few of them are compared sooner than hashed.
    fileprivate func looksInto(_ changed: [MemberSet: SetChange]) -> Bool {
        changed.count > 4
            ? sets.contains { changed[$0] != nil }
            : sets.contains { set in changed.keys.contains { $0 == set } }
    }
}

extension ActiveRule {
    /// Whether less may pass because sets that this rule looks into have changed.
    ///
    /// An Allow that matches less, or a Deny that matches more, does that; a Log never.
    fileprivate func isTightened(by sets: [MemberSet: SetChange]) -> Bool {
        switch action {
        case .allow: mayMatch(sets, less: true)
        case .deny: mayMatch(sets, less: false)
        // What is passed on is decided by the next tier, for which both may be stricter.
        case .pass: mayMatch(sets, less: true) || mayMatch(sets, less: false)
        case .log: false
        }
    }

    private func mayMatch(_ sets: [MemberSet: SetChange], less: Bool) -> Bool {
        [source, destination].contains { side in
            let positive = [side.members, side.namedPorts].compactMap { $0.flatMap { sets[$0] } }
            let negative = [side.notMembers, side.notNamedPorts].compactMap { $0.flatMap { sets[$0] } }
            return positive.contains { less ? $0.shrinks : $0.grows }
                || negative.contains { less ? $0.grows : $0.shrinks }
        }
    }
}
