extension Selector.Expression {
    /// The expression as Calico prints it: every `&&` and `||` in parentheses, double quotes, sorted sets.
    var canonicalText: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .all: text += "all()"
        case .global: text += "global()"
        case .equals(let label, let value): text.append(label: label, " == ", value: value)
        case .notEquals(let label, let value): text.append(label: label, " != ", value: value)
        case .in(let label, let values): text.append(label: label, " in ", values: values)
        case .notIn(let label, let values): text.append(label: label, " not in ", values: values)
        case .contains(let label, let value): text.append(label: label, " contains ", value: value)
        case .startsWith(let label, let value): text.append(label: label, " starts with ", value: value)
        case .endsWith(let label, let value): text.append(label: label, " ends with ", value: value)
        case .has(let label):
            text += "has("
            text.append(label: label)
            text += ")"
        case .not(let operand):
            text += "!"
            operand.write(to: &text)
        case .and(let operands): Self.write(operands, joinedBy: " && ", to: &text)
        case .or(let operands): Self.write(operands, joinedBy: " || ", to: &text)
        }
    }

    private static func write(_ operands: [Self], joinedBy separator: String, to text: inout String) {
        text += "("
        for (index, operand) in operands.enumerated() {
            if index > 0 { text += separator }
            operand.write(to: &text)
        }
        text += ")"
    }
}

extension String {
    fileprivate mutating func append(label: String, _ operation: String, value: String) {
        append(label: label)
        self += operation
        append(quoted: value)
    }

    fileprivate mutating func append(label: String, _ operation: String, values: [String]) {
        append(label: label)
        self += operation
        self += "{"
        for (index, value) in values.enumerated() {
            if index > 0 { self += ", " }
            append(quoted: value)
        }
        self += "}"
    }

    fileprivate mutating func append(label: String) {
        guard label.utf8.isEmpty || !label.utf8.allSatisfy(isLabelByte) else {
            self += label
            return
        }
        append(escaped: label)
    }

    private mutating func append(quoted value: String) {
        guard value.utf8.contains(UInt8(ascii: "\"")) else {
            self += "\""
            self += value
            self += "\""
            return
        }
        guard value.utf8.contains(UInt8(ascii: "'")) else {
            self += "'"
            self += value
            self += "'"
            return
        }
        append(escaped: value)
    }

    /// Writes what the language cannot say in a form that no other text can be taken for.
    ///
    /// Such values come from Kubernetes manifests that no API server has checked. As selectors are compared
    /// by their text, a value that could pass for an operator would make two different selectors one.
    private mutating func append(escaped text: String) {
        self += "`"
        for scalar in text.unicodeScalars {
            unicodeScalars.append(scalar)
            if scalar == "`" { unicodeScalars.append(scalar) }
        }
        self += "`"
    }
}
