extension Selector {
    /// The one requirement that leaves the fewest candidates, as far as that shows without the data.
    package var requirement: Requirement {
        requirements.min { $0.breadth < $1.breadth } ?? .none
    }

    /// What is known to be necessary: at most one requirement for a label, or `never` alone.
    ///
    /// Whoever knows how often labels occur can choose better among them than `requirement` does.
    package var requirements: [Requirement] {
        expression.requirements(negated: false)
    }
}

extension Selector.Expression {
    /// What the expression requires, or what its opposite does.
    fileprivate func requirements(negated: Bool) -> [Requirement] {
        switch self {
        case .all, .global:
            negated ? [.never] : []
        case .equals(let label, let value):
            negated ? [] : [.value(label: label, anyOf: [value])]
        case .notEquals(let label, let value):
            negated ? [.value(label: label, anyOf: [value])] : []
        case .in(let label, let values):
            negated ? [] : [Requirement(label, anyOf: values)]
        case .notIn(let label, let values):
            negated ? [Requirement(label, anyOf: values)] : []
        case .contains(let label, _), .startsWith(let label, _), .endsWith(let label, _), .has(let label):
            negated ? [] : [.present(label: label)]
        case .not(let operand):
            operand.requirements(negated: !negated)
        case .and(let operands):
            negated ? requirements(ofAny: operands, negated) : requirements(ofEach: operands, negated)
        case .or(let operands):
            negated ? requirements(ofEach: operands, negated) : requirements(ofAny: operands, negated)
        }
    }

    private func requirements(ofEach operands: [Self], _ negated: Bool) -> [Requirement] {
        var result: [Requirement] = []
        for requirement in operands.flatMap({ $0.requirements(negated: negated) }) {
            guard let label = requirement.label else { return [.never] }
            guard let index = result.firstIndex(where: { $0.label == label }) else {
                // No index gains from more, and a manifest of megabytes must not cost the square of its size.
                if result.count < 16 { result.append(requirement) }
                continue
            }
            result[index] = result[index].and(requirement, of: label)
            if result[index] == .never { return [.never] }
        }
        return result
    }

    private func requirements(ofAny operands: [Self], _ negated: Bool) -> [Requirement] {
        let branches = operands.map { $0.requirements(negated: negated) }.filter { $0 != [.never] }
        guard let first = branches.first else { return [.never] }
        return first.compactMap { $0.label }.compactMap { Requirement($0, ofAny: branches) }
    }
}
