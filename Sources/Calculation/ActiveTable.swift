import HashTreeCollections
import Resources

/// The rules that packets of this node may meet and the sets that those look into: each is there as long as
/// something leads to it.
struct ActiveTable {
    private(set) var rules: TreeDictionary<RulesKey, ActiveRules> = [:]
    private var sequenceUses = Uses<PolicySequence>()
    private var ruleUses = Uses<RulesKey>()
    private var setUses = Uses<MemberSet>()
    /// Sets that have come or gone since they were asked for.
    private var touchedSets: Set<MemberSet> = []
    /// Policies and profiles whose rules have come, gone or changed since they were asked for.
    private var touchedRules: Set<RulesKey> = []

    /// Takes `new` for what some endpoint meets instead of `old`.
    ///
    /// - Parameter lookUp: the rules of a policy or profile as they are now.
    mutating func replace(
        _ old: [PolicySequence], by new: [PolicySequence], _ lookUp: (RulesKey) -> ActiveRules?
    ) {
        // What is in both must not go in between.
        for sequence in new where sequenceUses.add(sequence) {
            for key in sequence.keys where ruleUses.add(key) { set(key, lookUp(key)) }
        }
        for sequence in old where sequenceUses.remove(sequence) {
            for key in sequence.keys where ruleUses.remove(key) { set(key, nil) }
        }
    }

    /// Takes the rules that `key` has now, if anything leads to it.
    mutating func renew(_ key: RulesKey, _ new: ActiveRules?) {
        if ruleUses.contains(key), rules[key] != new { set(key, new) }
    }

    /// The profiles' rules that something leads to.
    var profileKeys: [RulesKey] { rules.keys.filter { $0.id.kind == .profile } }

    private mutating func set(_ key: RulesKey, _ new: ActiveRules?) {
        let old = rules[key]
        rules[key] = new
        touchedRules.insert(key)
        for set in new?.sets ?? [] where setUses.add(set) { touchedSets.insert(set) }
        for set in old?.sets ?? [] where setUses.remove(set) { touchedSets.insert(set) }
    }

    /// The policies and profiles whose rules may be others than when this was called before.
    mutating func takeTouchedRules() -> Set<RulesKey> {
        defer { touchedRules = [] }
        return touchedRules
    }

    /// The sets that may have come or gone since this was called before, and whether they are there.
    mutating func takeTouchedSets() -> [(set: MemberSet, isWanted: Bool)] {
        defer { touchedSets = [] }
        return touchedSets.map { ($0, setUses.contains($0)) }
    }
}

extension PolicySequence {
    fileprivate var keys: [RulesKey] { tiers.flatMap(\.policies) + profiles }
}

/// How many times things are used.
struct Uses<Thing: Hashable> {
    private var counts: [Thing: Int] = [:]

    func contains(_ thing: Thing) -> Bool { counts[thing] != nil }

    /// Takes `new` for what is used instead of `old`; says what came into use or fell out of it.
    mutating func replace(_ old: [Thing], by new: [Thing]) -> Set<Thing> {
        // What is in both does not go in between.
        let added = new.filter { add($0) }
        return Set(added).symmetricDifference(old.filter { remove($0) })
    }

    /// Whether it is the first use.
    mutating func add(_ thing: Thing) -> Bool {
        counts[thing, default: 0] += 1
        return counts[thing] == 1
    }

    /// Whether it was the last use.
    mutating func remove(_ thing: Thing) -> Bool {
        guard let count = counts[thing] else { return false }
        counts[thing] = count > 1 ? count - 1 : nil
        return count == 1
    }
}
