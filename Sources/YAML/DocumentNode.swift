/// A value of a YAML document and where it was written.
///
/// What an alias stands for keeps the place where the anchor stands: that is where it has to be mended.
package struct DocumentNode: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case scalar(Scalar)
        case sequence([DocumentNode])
        /// No two fields have the same key.
        case mapping([Field])
    }

    package struct Field: Hashable, Sendable {
        /// The key's text, whatever its type would be: `1: a` has the key `1`.
        package let key: String
        package let keyPosition: Position
        package let value: DocumentNode

        package init(key: String, at keyPosition: Position, value: DocumentNode) {
            self.key = key
            self.keyPosition = keyPosition
            self.value = value
        }
    }

    package let content: Content
    package let position: Position

    package init(_ content: Content, at position: Position) {
        self.content = content
        self.position = position
    }
}

extension DocumentNode {
    /// Whether this is `null`, which an empty place in a document is too.
    package var isNull: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.isNull
    }

    /// What the value is called in a message: `a list`, `a number`.
    package var typeName: String {
        switch content {
        case .scalar(let scalar): scalar.typeName
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The value of the field `key` of a mapping.
    package subscript(key: String) -> DocumentNode? {
        guard case .mapping(let fields) = content else { return nil }
        return fields.first { $0.key == key }?.value
    }
}
