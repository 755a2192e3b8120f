/// Which fields of an object could not be taken as they were written.
package struct UnreadFields: Hashable, Sendable {
    /// As messages spell them, such as `spec.ingress[0].action`; `nil` if there are more than were listed.
    private let fields: [String]?

    package init(_ fields: [String]?) { self.fields = fields }

    /// Nothing is wrong with the object itself.
    package static let none = UnreadFields([])

    /// The same for an object whose name cannot be taken either.
    package var withName: UnreadFields { UnreadFields(fields.map { $0 + ["metadata.name"] }) }

    /// Whether `field` is such a one, or has one in it.
    func isIn(_ field: String) -> Bool {
        guard let fields else { return true }
        return fields.contains { unread in
            guard unread.hasPrefix(field) else { return false }
            let rest = unread.dropFirst(field.count)
            return rest.isEmpty || rest.hasPrefix(".") || rest.hasPrefix("[")
        }
    }

    /// Whether it is anywhere but in `known`: what was meant there nobody can tell.
    func isBeyond(_ known: [String]) -> Bool {
        guard let fields else { return true }
        return fields.contains { field in !known.contains { UnreadFields([field]).isIn($0) } }
    }
}
