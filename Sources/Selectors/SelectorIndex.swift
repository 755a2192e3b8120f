/// Selectors, kept so that those which match some labels are found without asking each of them.
///
/// Each selector waits at one label that it cannot do without, or at one value of it; it is asked only about
/// labels that have this.
package struct SelectorIndex<Key: Hashable & Sendable>: Sendable {
    private var entries: [Key: (selector: Selector, places: [Place])] = [:]
    private var waiting: [Place: Set<Key>] = [:]

    /// Where a selector waits for labels.
    private enum Place: Hashable {
        case anywhere
        case label(String)
        case value(String, of: String)
    }

    package init() {}

    /// Puts `selector` in under `key`, in place of what was there.
    package mutating func insert(_ key: Key, _ selector: Selector) {
        remove(key)
        let places = places(of: selector)
        entries[key] = (selector, places)
        for place in places { waiting[place, default: []].insert(key) }
    }

    package mutating func remove(_ key: Key) {
        for place in entries.removeValue(forKey: key)?.places ?? [] {
            waiting[place]?.remove(key)
            if waiting[place]?.isEmpty == true { waiting[place] = nil }
        }
    }

    /// The keys of all selectors that match `labels`, in no order that means anything.
    package func keys(matching labels: Labels) -> [Key] {
        var places: [Place] = [.anywhere]
        for (label, value) in labels { places += [.label(label), .value(value, of: label)] }
        return places.flatMap { place in
            (waiting[place] ?? []).filter { entries[$0]?.selector.matches(labels) == true }
        }
    }

    /// Where `selector` is to wait: of all that it requires, where the fewest wait already; nowhere, if it
    /// matches nothing.
    private func places(of selector: Selector) -> [Place] {
        let requirements = selector.requirements
        guard !requirements.contains(.never) else { return [] }
        return requirements.map { Self.places($0) }.min { crowd(at: $0) < crowd(at: $1) } ?? [.anywhere]
    }

    private func crowd(at places: [Place]) -> Int {
        places.reduce(0) { $0 + 1 + (waiting[$1]?.count ?? 0) }
    }

    private static func places(_ requirement: Requirement) -> [Place] {
        switch requirement {
        case .never: []
        case .none: [.anywhere]
        case .present(let label): [.label(label)]
        case .value(let label, let values): Set(values).map { .value($0, of: label) }
        }
    }
}
