/// The place of an item in a `LabelIndex`.
typealias Slot = Int

/// The labels of numbered slots, and who has which label: the part of `LabelIndex` that does not care what
/// the items are, and is therefore compiled once and fast.
struct SlotLabels: Sendable {
    /// Who has a label, by its value.
    private struct Holders: Sendable {
        var count = 0
        /// In ascending order, none empty.
        var slots: [String: [Slot]] = [:]
    }

    private var labels: [Labels?] = []
    private var occupied = 0
    private var holders: [String: Holders] = [:]

    /// The labels of a slot, nil where nothing lives.
    subscript(slot: Slot) -> Labels? {
        get { slot < labels.count ? labels[slot] : nil }
        set {
            while slot >= labels.count { labels.append(nil) }
            let old = labels[slot]
            labels[slot] = newValue
            occupied += (newValue == nil ? 0 : 1) - (old == nil ? 0 : 1)
            for (label, value) in old ?? [:] where newValue?[label] != value { strike(slot, label, value) }
            for (label, value) in newValue ?? [:] where old?[label] != value { enter(slot, label, value) }
        }
    }

    private mutating func enter(_ slot: Slot, _ label: String, _ value: String) {
        holders[label, default: Holders()].count += 1
        holders[label, default: Holders()].slots[value, default: []].insertSorted(slot)
    }

    private mutating func strike(_ slot: Slot, _ label: String, _ value: String) {
        holders[label]?.count -= 1
        holders[label]?.slots[value]?.removeSorted(slot)
        if holders[label]?.slots[value]?.isEmpty == true { holders[label]?.slots[value] = nil }
        if holders[label]?.count == 0 { holders[label] = nil }
    }
}

// MARK: - Looking up

extension SlotLabels {
    /// The slots whose labels `selector` matches, none twice.
    func slots(matching selector: Selector) -> [Slot] {
        var result: [Slot] = []
        for bucket in buckets(rarestRequirement(of: selector)) {
            for slot in bucket {
                guard let labels = labels[slot], selector.matches(labels) else { continue }
                result.append(slot)
            }
        }
        return result
    }

    private func rarestRequirement(of selector: Selector) -> Requirement {
        var rarest = Requirement.none
        var fewest = occupied
        for requirement in selector.requirements {
            let candidates = countCandidates(requirement)
            guard candidates < fewest else { continue }
            fewest = candidates
            rarest = requirement
        }
        return rarest
    }

    private func countCandidates(_ requirement: Requirement) -> Int {
        switch requirement {
        case .never: return 0
        case .none: return occupied
        case .present(let label): return holders[label]?.count ?? 0
        case .value(let label, let values):
            guard let holders = holders[label] else { return 0 }
            return values.reduce(0) { $0 + (holders.slots[$1]?.count ?? 0) }
        }
    }

    /// Who fulfils `requirement`, nobody twice.
    private func buckets(_ requirement: Requirement) -> [[Slot]] {
        switch requirement {
        case .never: return []
        case .none: return [Array(labels.indices)]
        case .present(let label): return holders[label].map { Array($0.slots.values) } ?? []
        case .value(let label, let values):
            guard let holders = holders[label] else { return [] }
            guard values.count > 1 else { return values.compactMap { holders.slots[$0] } }
            // A dictionary finds two spellings of one letter in one place, which must not be listed twice.
            return Set(values).compactMap { holders.slots[$0] }
        }
    }
}

extension [Slot] {
    fileprivate mutating func insertSorted(_ slot: Slot) {
        guard let last, last >= slot else {
            append(slot)
            return
        }
        insert(slot, at: lowerBound(of: slot))
    }

    fileprivate mutating func removeSorted(_ slot: Slot) {
        let index = lowerBound(of: slot)
        if index < count, self[index] == slot { remove(at: index) }
    }

    private func lowerBound(of slot: Slot) -> Int {
        var range = indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = self[middle] < slot ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
