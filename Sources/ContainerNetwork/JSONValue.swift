import AddressManagement
package import YAML

/// A JSON value; the fields of an object keep their order.
package enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { (key: $0.0, value: $0.1) })
    }

    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    package init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue {
    /// Reads one value, or says where it is none.
    package init(_ bytes: [UInt8]) throws(SyntaxError) {
        guard let document = try documents(bytes).first else {
            throw SyntaxError("there is nothing in it", at: .start)
        }
        self.init(document)
    }

    private init(_ node: DocumentNode) {
        switch node.content {
        case .scalar(let scalar): self.init(scalar)
        case .sequence(let items): self = .array(items.map { JSONValue($0) })
        case .mapping(let fields): self = .object(fields.map { ($0.key, JSONValue($0.value)) })
        }
    }

    private init(_ scalar: Scalar) {
        switch scalar.resolution {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .integer(let value?): self = .integer(value)
        case .float(let value): self = .number(value)
        case .integer(nil), .string, .ambiguous: self = .string(scalar.text)
        }
    }
}

extension JSONValue {
    /// The value of the field `key` of an object; `nil` also where it is null.
    package subscript(key: String) -> JSONValue? {
        guard case .object(let fields) = self, let value = fields.first(where: { $0.key == key })?.value
        else { return nil }
        if case .null = value { return nil }
        return value
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }

    package var integer: Int? { if case .integer(let number) = self { number } else { nil } }

    package var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }

    package var fields: [(key: String, value: JSONValue)]? {
        if case .object(let fields) = self { fields } else { nil }
    }

    /// The same object with `value` for `key`, which is removed where that is nil.
    package func setting(_ key: String, to value: JSONValue?) -> JSONValue {
        var fields = (fields ?? []).filter { $0.key != key }
        if let value { fields.append((key, value)) }
        return .object(fields)
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value on one line.
    package var description: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let text): quoted(text)
        case .array(let items): "[\(items.map(\.description).joined(separator: ","))]"
        case .object(let fields):
            "{\(fields.map { "\(quoted($0.key)):\($0.value)" }.joined(separator: ","))}"
        }
    }
}
