import Selectors

extension Selector {
    /// The label selector of Kubernetes that says the same.
    ///
    /// Only for what one can say: equalities, sorted by label, and then other conditions on one label each.
    var labelSelector: ManifestNode {
        let parts: [Expression] =
            switch expression {
            case .all: []
            case .and(let operands): operands
            default: [expression]
            }
        var labels: [String: String] = [:]
        var expressions: [ManifestNode] = []
        for part in parts {
            if case .equals(let label, let value) = part {
                labels[label] = value
            } else {
                expressions.append(part.labelExpression)
            }
        }
        return .fields([
            "matchLabels": .labels(labels), "matchExpressions": ManifestNode.list(expressions).unlessEmpty,
        ])
    }
}

extension Selector.Expression {
    fileprivate var labelExpression: ManifestNode {
        switch self {
        case .in(let label, let values): Self.requirement(label, "In", values)
        case .notIn(let label, let values): Self.requirement(label, "NotIn", values)
        case .has(let label): Self.requirement(label, "Exists", [])
        case .not(.has(let label)): Self.requirement(label, "DoesNotExist", [])
        default: preconditionFailure("no label selector says \(self)")
        }
    }

    private static func requirement(_ label: String, _ verb: String, _ values: [String]) -> ManifestNode {
        .fields([
            "key": .string(label), "operator": .string(verb),
            "values": ManifestNode.strings(values).unlessEmpty,
        ])
    }
}
