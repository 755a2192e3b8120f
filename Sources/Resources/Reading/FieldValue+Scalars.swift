import YAML

extension FieldValue {
    /// The text of a string; what YAML takes for something else has to be quoted, as for Kubernetes.
    func string() -> String {
        guard case .scalar(let scalar) = node.content else {
            fail("expected a string, found \(node.typeName)")
            return ""
        }
        guard scalar.style == .plain else { return scalar.text }
        switch scalar.resolution {
        case .string: return scalar.text
        case .null: fail("is empty")
        case .boolean, .integer, .float, .ambiguous:
            fail("\(scalar.text) is \(scalar.typeName); put it in quotes")
        }
        return ""
    }

    /// A string that is not empty.
    func filledString() -> String {
        let text = string()
        if case .scalar(let scalar) = node.content, scalar.text.isEmpty { fail("is empty") }
        return text
    }

    /// A whole number within `range`.
    func integer(in range: ClosedRange<Int>) -> Int {
        guard let number = scalarResolution(orFail: "a number") else { return range.lowerBound }
        switch number {
        case .integer(let value?) where range.contains(value): return value
        case .integer: fail("has to be \(range.lowerBound) to \(range.upperBound)")
        case .ambiguous: fail("a number with a leading zero may mean two things; leave the zero out")
        case .float: fail("expected a whole number")
        case .null, .boolean, .string: fail("expected a number, found \(node.typeName)")
        }
        return range.lowerBound
    }

    /// Any finite number.
    func number() -> Double {
        guard let number = scalarResolution(orFail: "a number") else { return 0 }
        switch number {
        case .integer(let value?): return Double(value)
        case .float(let value) where value.isFinite: return value
        case .integer, .float: fail("the number is too large")
        case .ambiguous: fail("a number with a leading zero may mean two things; leave the zero out")
        case .null, .boolean, .string: fail("expected a number, found \(node.typeName)")
        }
        return 0
    }

    func boolean() -> Bool {
        guard let value = scalarResolution(orFail: "true or false") else { return false }
        if case .boolean(let boolean) = value { return boolean }
        fail("expected true or false, found \(node.typeName)")
        return false
    }

    /// One of the words that `Word` knows, nil after reporting any other.
    func word<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type) -> Word? {
        let text = string()
        if let word = Word(rawValue: text) { return word }
        failUnknown(text, known: Word.allCases.map(\.rawValue))
        return nil
    }

    /// Reports that `text` is none of the words `known`.
    func failUnknown(_ text: String, known: [String]) {
        // An empty text was reported when it was read, unless it was written so.
        guard !text.isEmpty || isEmptyString else { return }
        let hint = suggestion(for: text, among: known).map { ", did you mean \($0)?" } ?? ""
        fail("\"\(text)\" is none of \(known.joined(separator: ", "))\(hint)")
    }

    private var isEmptyString: Bool {
        guard case .scalar(let scalar) = node.content else { return false }
        return scalar.text.isEmpty && scalar.style != .plain
    }

    private func scalarResolution(orFail expected: String) -> Scalar.Resolution? {
        guard case .scalar(let scalar) = node.content else {
            fail("expected \(expected), found \(node.typeName)")
            return nil
        }
        return scalar.resolution
    }
}
