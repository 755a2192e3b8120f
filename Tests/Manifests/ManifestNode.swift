/// A part of a manifest: what YAML has, without places and styles.
package indirect enum ManifestNode: Hashable, Sendable {
    case string(String)
    /// A number or a truth value, which stand without quotes.
    case plain(String)
    case list([ManifestNode])
    case mapping([Field])

    package struct Field: Hashable, Sendable {
        package let key: String
        package var value: ManifestNode
    }
}

extension ManifestNode {
    /// A mapping of those fields that have a value, in this order.
    static func fields(_ fields: KeyValuePairs<String, ManifestNode?>) -> ManifestNode {
        .mapping(fields.compactMap { key, value in value.map { Field(key: key, value: $0) } })
    }

    static func strings(_ strings: [String]) -> ManifestNode { .list(strings.map { .string($0) }) }

    static func number(_ number: some BinaryInteger) -> ManifestNode { .plain("\(number)") }

    static func boolean(_ value: Bool) -> ManifestNode { .plain("\(value)") }

    /// `nil` for an empty list or mapping, which manifests leave out.
    var unlessEmpty: ManifestNode? {
        switch self {
        case .list(let items): items.isEmpty ? nil : self
        case .mapping(let fields): fields.isEmpty ? nil : self
        case .string, .plain: self
        }
    }
}

extension ManifestNode {
    /// This with one thing less: a field, an item of a list, or something inside of one.
    package var smaller: [ManifestNode] {
        switch self {
        case .string, .plain: []
        case .list(let items): items.smaller(\.smaller).map { .list($0) }
        case .mapping(let fields):
            fields.smaller { field in
                field.value.smaller.map { Field(key: field.key, value: $0) }
            }.map { .mapping($0) }
        }
    }
}

extension Array {
    /// These without one of them, or with one of them smaller.
    package func smaller(_ smallerItems: (Element) -> [Element]) -> [[Element]] {
        indices.flatMap { index -> [[Element]] in
            var without = self
            without.remove(at: index)
            let changed = smallerItems(self[index]).map { item -> [Element] in
                var changed = self
                changed[index] = item
                return changed
            }
            return [without] + changed
        }
    }
}
