extension Selector {
    /// What a selector says, as a tree.
    ///
    /// The first value of each comparison is the label's name. A label that is absent satisfies `notEquals`,
    /// `notIn` and `not(has)`, and no other comparison.
    package indirect enum Expression: Hashable, Sendable {
        case all
        /// `global()`, which matches whatever `all` does.
        ///
        /// It differs in a rule's `namespaceSelector` only, where it means what belongs to no namespace and
        /// `all()` what belongs to one; that is for the reader of the rule to see.
        case global
        case equals(String, String)
        case notEquals(String, String)
        /// The label has one of the values, which are in the order of their bytes, none twice.
        case `in`(String, [String])
        /// The label has none of the values, which are in the order of their bytes, none twice.
        case notIn(String, [String])
        case contains(String, String)
        case startsWith(String, String)
        case endsWith(String, String)
        /// The label is there, whatever its value.
        case has(String)
        case not(Expression)
        case and([Expression])
        case or([Expression])
    }
}

extension Selector.Expression {
    /// The same condition in the form that the parser would have given it.
    func normalized() -> Selector.Expression {
        switch self {
        case .all, .global, .equals, .notEquals, .contains, .startsWith, .endsWith, .has:
            return self
        case .in(let label, let values):
            return .in(label, values.sortedUniqueBytes())
        case .notIn(let label, let values):
            return .notIn(label, values.sortedUniqueBytes())
        case .not(let operand):
            return .not(operand.normalized())
        case .and(let operands):
            guard let first = operands.first else { return .all }
            return operands.count == 1 ? first.normalized() : .and(operands.map { $0.normalized() })
        case .or(let operands):
            guard let first = operands.first else { return .not(.all) }
            return operands.count == 1 ? first.normalized() : .or(operands.map { $0.normalized() })
        }
    }

    func mapLabels(_ transform: (String) -> String) -> Selector.Expression {
        switch self {
        case .all, .global: self
        case .equals(let label, let value): .equals(transform(label), value)
        case .notEquals(let label, let value): .notEquals(transform(label), value)
        case .in(let label, let values): .in(transform(label), values)
        case .notIn(let label, let values): .notIn(transform(label), values)
        case .contains(let label, let value): .contains(transform(label), value)
        case .startsWith(let label, let value): .startsWith(transform(label), value)
        case .endsWith(let label, let value): .endsWith(transform(label), value)
        case .has(let label): .has(transform(label))
        case .not(let operand): .not(operand.mapLabels(transform))
        case .and(let operands): .and(operands.map { $0.mapLabels(transform) })
        case .or(let operands): .or(operands.map { $0.mapLabels(transform) })
        }
    }
}
