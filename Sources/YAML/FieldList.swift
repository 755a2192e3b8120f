/// The fields of a mapping while it is read.
struct FieldList {
    private var fields: [DocumentNode.Field] = []
    /// Kept from the moment on when comparing with each field would cost more.
    private var keys: Set<String> = []
    private var merged: [DocumentNode.Field] = []
    private var hasMerged = false
    private(set) var mergePosition = Position.start

    private static let fewFields = 16

    /// Adds a field that was written in the mapping itself.
    mutating func append(_ field: DocumentNode.Field) throws(SyntaxError) {
        guard !contains(field.key) else {
            let first = fields.first { $0.key == field.key }?.keyPosition ?? .start
            throw SyntaxError("the key \(field.key) is here twice, first at \(first)", at: field.keyPosition)
        }
        fields.append(field)
        if fields.count == Self.fewFields {
            keys = Set(fields.map(\.key))
        } else if fields.count > Self.fewFields {
            keys.insert(field.key)
        }
    }

    private func contains(_ key: String) -> Bool {
        fields.count >= Self.fewFields ? keys.contains(key) : fields.contains { $0.key == key }
    }

    /// Takes the value of a `<<` key: a mapping, or a list of them of which the first to have a key wins.
    mutating func merge(_ value: DocumentNode) throws(SyntaxError) {
        guard !hasMerged else { throw SyntaxError("the key << is here twice", at: value.position) }
        hasMerged = true
        mergePosition = value.position
        switch value.content {
        case .mapping(let fields): merged = fields
        case .sequence(let items):
            for item in items {
                guard case .mapping(let fields) = item.content else {
                    throw SyntaxError("<< takes a mapping or a list of mappings", at: item.position)
                }
                merged += fields
            }
        case .scalar:
            throw SyntaxError("<< takes a mapping or a list of mappings", at: value.position)
        }
    }

    /// How many values the `<<` key added to what was counted when its alias was met.
    var mergedWeight: Int { merged.count }

    /// The fields written here, then those of `<<` that are not written here.
    var all: [DocumentNode.Field] {
        guard !merged.isEmpty else { return fields }
        var known = Set(fields.map(\.key))
        return fields + merged.filter { known.insert($0.key).inserted }
    }
}
