import Addressing
import Selectors
import YAML

extension FieldValue {
    /// An address, nil after reporting that it is none.
    func address() -> IPAddress? {
        let text = string()
        guard !text.isEmpty else { return nil }
        guard let address = IPAddress(text) else {
            fail("\(text) is no IP address")
            return nil
        }
        return address
    }

    /// An address or `address/length`, nil after reporting that it is neither.
    func prefix() -> IPPrefix? {
        let text = string()
        guard !text.isEmpty else { return nil }
        guard let prefix = IPPrefix(text) else {
            fail("\(text) is no IP address and no CIDR block")
            return nil
        }
        return prefix
    }

    func prefixes() -> [IPPrefix] {
        let items = items()
        var prefixes: [IPPrefix] = []
        // Sets are large and stay: no room beyond what they take.
        prefixes.reserveCapacity(items.count)
        for case let prefix? in items.lazy.map({ $0.prefix() }) { prefixes.append(prefix) }
        return prefixes
    }

    /// Names to texts, as labels and annotations are.
    func stringMap() -> [String: String] {
        guard case .mapping(let fields) = node.content else {
            fail("expected a mapping, found \(node.typeName)")
            return [:]
        }
        var result: [String: String] = [:]
        result.reserveCapacity(fields.count)
        for field in fields {
            // An empty value is the empty string, as it is for Kubernetes.
            let value = FieldValue(node: field.value, path: .field(field.key, of: path), report: report)
            result[field.key] = field.value.isNull ? "" : value.string()
        }
        return result
    }

    /// Annotations, which may hold any text under names as labels have them, in capitals too.
    func annotations() -> [String: String] {
        let annotations = stringMap()
        guard case .mapping(let fields) = node.content else { return annotations }
        for field in fields where !isQualifiedName(field.key.lowercased()) {
            fail("\(field.key) is no name for an annotation", at: field.keyPosition)
        }
        return annotations
    }

    /// Labels whose names and values are such as Kubernetes and Calico take.
    func labels() -> Labels {
        let labels = stringMap()
        guard case .mapping(let fields) = node.content else { return labels }
        for field in fields {
            if !isQualifiedName(field.key) {
                fail("\(field.key) is no name for a label", at: field.keyPosition)
            }
            if let value = labels[field.key], !isLabelValue(value) {
                let path = FieldPath.field(field.key, of: path)
                report.fail("\(value) is no value for a label", field: path, at: field.value.position)
            }
        }
        return labels
    }
}

// MARK: - Selectors

extension FieldValue {
    /// A selector; everything after reporting a mistake in it, at the very character where that is known.
    ///
    /// `global()` is about namespaces and refused in all selectors that are not.
    func selector() -> Selector {
        guard let selector = anySelector() else { return .all }
        if selector.expression.mentionsGlobal { fail("global() is for the namespaceSelector of a rule only") }
        return selector
    }

    /// A rule's selector of namespaces, nil if the text is empty.
    func namespaceSelector() -> NamespaceSelector? {
        guard let selector = anySelector() else { return nil }
        if selector.expression == .global { return .global }
        if selector.expression.mentionsGlobal { fail("global() cannot be combined with other conditions") }
        return .matching(selector)
    }

    /// A rule's selector, nil if the text is empty: no condition.
    func conditionalSelector() -> Selector? {
        guard case .scalar(let scalar) = node.content, scalar.text.isEmpty else { return selector() }
        return nil
    }

    private func anySelector() -> Selector? {
        let text = string()
        guard !text.isEmpty else { return nil }
        do {
            return try Selector(text)
        } catch {
            fail(error.message, at: position(ofByte: error.offset, in: text))
            return nil
        }
    }

    /// Where the byte `offset` of the scalar's `text` stands, its beginning if that cannot be told.
    private func position(ofByte offset: Int, in text: String) -> Position {
        guard case .scalar(let scalar) = node.content, scalar.isVerbatim else { return node.position }
        let before = String(decoding: text.utf8.prefix(offset), as: UTF8.self).unicodeScalars.count
        let quote = scalar.style == .quoted ? 1 : 0
        return Position(line: Int(node.position.line), column: Int(node.position.column) + quote + before)
    }
}

extension Selector.Expression {
    fileprivate var mentionsGlobal: Bool {
        switch self {
        case .global: true
        case .not(let operand): operand.mentionsGlobal
        case .and(let operands), .or(let operands): operands.contains { $0.mentionsGlobal }
        case .all, .equals, .notEquals, .in, .notIn, .contains, .startsWith, .endsWith, .has: false
        }
    }
}
