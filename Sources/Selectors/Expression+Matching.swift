extension Selector {
    /// Whether a thing with these labels is selected.
    package func matches(_ labels: Labels) -> Bool {
        expression.matches(labels)
    }
}

extension Selector.Expression {
    fileprivate func matches(_ labels: Labels) -> Bool {
        switch self {
        case .all, .global:
            return true
        case .equals(let label, let value):
            guard let found = labels[label] else { return false }
            return found.hasSameBytes(as: value)
        case .notEquals(let label, let value):
            guard let found = labels[label] else { return true }
            return !found.hasSameBytes(as: value)
        case .in(let label, let values):
            guard let found = labels[label] else { return false }
            return values.containsSorted(found)
        case .notIn(let label, let values):
            guard let found = labels[label] else { return true }
            return !values.containsSorted(found)
        case .contains(let label, let part):
            guard let found = labels[label] else { return false }
            return found.contains(bytesOf: part)
        case .startsWith(let label, let part):
            guard let found = labels[label] else { return false }
            return found.starts(withBytesOf: part)
        case .endsWith(let label, let part):
            guard let found = labels[label] else { return false }
            return found.ends(withBytesOf: part)
        case .has(let label):
            return labels[label] != nil
        case .not(let operand):
            return !operand.matches(labels)
        case .and(let operands):
            for operand in operands where !operand.matches(labels) { return false }
            return true
        case .or(let operands):
            for operand in operands where operand.matches(labels) { return true }
            return false
        }
    }
}

extension [String] {
    /// Whether the array, which is in the order of its strings' bytes, holds `string`.
    fileprivate func containsSorted(_ string: String) -> Bool {
        var range = indices
        while range.count > 4 {
            let middle = range.lowerBound + range.count / 2
            if string.utf8.lexicographicallyPrecedes(self[middle].utf8) {
                range = range.lowerBound..<middle
            } else {
                range = middle..<range.upperBound
            }
        }
        for index in range where self[index].hasSameBytes(as: string) { return true }
        return false
    }
}
