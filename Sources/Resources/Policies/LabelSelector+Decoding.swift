import Selectors

extension FieldValue {
    /// A label selector of Kubernetes, with `matchLabels` and `matchExpressions`; an empty one selects all.
    func labelSelector() -> Selector {
        var fields = self.fields()
        let labels = fields.take("matchLabels")?.labels() ?? [:]
        let expressions = fields.take("matchExpressions")?.items().compactMap { $0.labelExpression() } ?? []
        fields.finish()
        let equalities = labels.sorted { $0.key < $1.key }.map {
            Selector.Expression.equals($0.key, $0.value)
        }
        return Selector(.and(equalities + expressions))
    }

    private func labelExpression() -> Selector.Expression? {
        var fields = self.fields()
        let key = fields.require("key")?.filledString() ?? ""
        let operation = fields.require("operator")?.word(LabelOperator.self)
        let list = fields.take("values")
        let values = list?.strings() ?? []
        fields.finish()
        if !key.isEmpty, !isQualifiedName(key) { fields.fail("key", "\(key) is no name for a label") }
        for value in values where !isLabelValue(value) { list?.fail("\(value) is no value for a label") }
        guard let operation else { return nil }
        switch operation {
        case .in, .notIn:
            if values.isEmpty { fields.fail("values", "is required for \(operation.rawValue)") }
            return operation == .in ? .in(key, values) : .notIn(key, values)
        case .exists, .doesNotExist:
            if !values.isEmpty { fields.fail("values", "has to be empty for \(operation.rawValue)") }
            return operation == .exists ? .has(key) : .not(.has(key))
        }
    }
}

private enum LabelOperator: String, CaseIterable {
    case `in` = "In"
    case notIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
}
