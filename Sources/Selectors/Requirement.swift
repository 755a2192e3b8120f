/// What a thing's labels must at least be for a selector to match: enough to look for candidates in an index.
package enum Requirement: Hashable, Sendable {
    /// Nothing is known; every thing is a candidate.
    case none
    /// No labels match.
    case never
    /// The label must be there.
    case present(label: String)
    /// The label must have one of the values, of which there is at least one.
    case value(label: String, anyOf: [String])
}

extension Requirement {
    init(_ label: String, anyOf values: [String]) {
        self = values.isEmpty ? .never : .value(label: label, anyOf: values)
    }

    /// How little the requirement narrows the search.
    var breadth: Int {
        switch self {
        case .never: 0
        case .value(_, let values): values.count
        case .present: .max - 1
        case .none: .max
        }
    }

    var label: String? {
        switch self {
        case .none, .never: nil
        case .present(let label), .value(let label, _): label
        }
    }

    /// The values that are allowed, nil if all are.
    var values: [String]? {
        switch self {
        case .none, .never, .present: nil
        case .value(_, let values): values
        }
    }
}

extension Requirement {
    /// What follows of `label` where both requirements of it hold.
    func and(_ other: Requirement, of label: String) -> Requirement {
        guard let values else { return other }
        guard let others = other.values.map({ Set($0) }) else { return self }
        return Requirement(label, anyOf: values.filter { others.contains($0) })
    }

    /// What follows of `label` where all requirements of one of the branches hold, nil if nothing does.
    init?(_ label: String, ofAny branches: [[Requirement]]) {
        var values: [String]? = []
        for branch in branches {
            guard let requirement = branch.first(where: { $0.label == label }) else { return nil }
            if let more = requirement.values { values?.append(contentsOf: more) } else { values = nil }
        }
        guard let values else {
            self = .present(label: label)
            return
        }
        self.init(label, anyOf: values.sortedUniqueBytes())
    }
}
