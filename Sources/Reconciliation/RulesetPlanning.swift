import HashTreeCollections
package import Nftables

extension RulesetPlan {
    /// The plan from `current` to `desired`; from `nil`, the plan to make the table, and to `nil`, the one to
    /// delete it.
    ///
    /// Everything is there before something refers to it and goes only when nothing refers to it any more:
    /// sets and chains first, then members, rules and the maps that lead to chains, then what is left over.
    ///
    /// - Parameter names: the sets and chains that may differ, where that is known; `nil`: all may.
    package init(from current: Ruleset?, to desired: Ruleset?, among names: RulesetNames? = nil) {
        self.init()
        guard let desired else {
            operations = current == nil ? [] : [.deleteTable]
            return
        }
        guard let current else {
            operations.append(.addTable)
            plan(from: Ruleset(of: desired.table), to: desired)
            return
        }
        // The kernel cannot change what a set holds or where a chain is hooked. Names are made from
        // contents, so this is met only where another version wrote the table: it is written anew, in the
        // same transaction.
        if !plan(from: current, to: desired, among: names) { self.init(replacingBy: desired) }
    }

    /// The plan that deletes the table and makes it again, whatever it holds.
    package init(replacingBy desired: Ruleset) {
        self.init()
        operations = [.deleteTable, .addTable]
        plan(from: Ruleset(of: desired.table), to: desired)
    }

    /// Says whether there is a way: nothing of one name may be of two kinds.
    @discardableResult
    private mutating func plan(
        from current: Ruleset, to desired: Ruleset, among names: RulesetNames? = nil
    ) -> Bool {
        var fits = true
        let sets = Names(current.sets, desired.sets, among: names?.sets) { old, new in
            fits = fits && old.hasSameDefinition(as: new)
            return old.elements != new.elements
        }
        let chains = Names(current.chains, desired.chains, among: names?.chains) { old, new in
            fits = fits && old.hasSameDefinition(as: new)
            return old.rules != new.rules
        }
        guard fits else { return false }
        operations.reserveCapacity(
            2 * (sets.added.count + sets.changed.count + chains.added.count))
        for name in sets.added { if let set = desired.sets[name] { operations.append(.addSet(set)) } }
        for name in chains.added {
            if let chain = desired.chains[name] { operations.append(.addChain(chain)) }
        }

        var members: [RulesetOperation] = []
        var jumps: [RulesetOperation] = []
        for name in sets.added + sets.changed {
            guard let new = desired.sets[name] else { continue }
            let old = current.sets[name]?.elements ?? new.elements.emptied
            let change = ElementChange(from: old, to: new.elements)
            var operations: [RulesetOperation] = []
            if !change.removed.isEmpty { operations.append(.deleteElements(new, change.removed)) }
            if !change.added.isEmpty { operations.append(.addElements(new, change.added)) }
            if new.value == .verdict { jumps += operations } else { members += operations }
        }
        operations += members
        for name in chains.added {
            if let chain = desired.chains[name], !chain.rules.isEmpty {
                operations.append(.addRules(of: chain))
            }
        }
        for name in chains.changed {
            guard let old = current.chains[name], let new = desired.chains[name] else { continue }
            edit(name, from: old.rules, to: new.rules)
        }
        operations += jumps
        operations += chains.removed.map { .flushChain($0) }
        operations += sets.removed.compactMap { name in
            guard let set = current.sets[name], set.value == .verdict else { return nil }
            return .deleteSet(name)
        }
        operations += chains.removed.map { .deleteChain($0) }
        operations += sets.removed.compactMap { name in
            guard let set = current.sets[name], set.value != .verdict else { return nil }
            return .deleteSet(name)
        }
        return true
    }

    /// Edits a chain in place: rules that stay keep their handles and what they have counted.
    private mutating func edit(_ chain: String, from old: [Rule], to new: [Rule]) {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        editedChains[chain] = old.count
        let kept = old.indices.filter { !removed.contains($0) }
        var passed = 0
        for (offset, rule) in new.enumerated() {
            if inserted.contains(offset) {
                let next = passed < kept.count ? kept[passed] : nil
                operations.append(.addRule(rule, chain: chain, before: next))
            } else {
                passed += 1
            }
        }
        operations += removed.sorted().map { .deleteRule(chain: chain, at: $0) }
    }
}

/// Names of what comes, changes and goes, each sorted so that equal inputs give equal plans.
private struct Names {
    let added: [String]
    let changed: [String]
    let removed: [String]

    init<Value>(
        _ current: TreeDictionary<String, Value>, _ desired: TreeDictionary<String, Value>,
        among names: Set<String>?,
        differ: (Value, Value) -> Bool
    ) {
        var added: [String] = []
        var changed: [String] = []
        var removed: [String] = []
        func compare(_ name: String, _ old: Value?, _ new: Value?) {
            switch (old, new) {
            case (nil, nil): break
            case (nil, _): added.append(name)
            case (_, nil): removed.append(name)
            case (let old?, let new?): if differ(old, new) { changed.append(name) }
            }
        }
        if let names {
            for name in names { compare(name, current[name], desired[name]) }
        } else {
            for (name, value) in desired { compare(name, current[name], value) }
            for (name, value) in current where desired[name] == nil { compare(name, value, nil) }
        }
        self.added = added.sorted()
        self.changed = changed.sorted()
        self.removed = removed.sorted()
    }
}
