import YAML

/// Takes the fields of a mapping one by one and reports, at the end, those that nobody took.
struct FieldReader {
    /// The mapping itself.
    let value: FieldValue
    private let fields: [DocumentNode.Field]
    /// Whether there is a mapping at all; where not, that is what was reported, and not each missing field.
    private let isMapping: Bool
    /// What was asked for while there were fields left: what finds none untaken needs no hints.
    private var known: [String] = []
    private var taken = 0

    init(_ value: FieldValue, _ fields: [DocumentNode.Field]?) {
        self.value = value
        self.fields = fields ?? []
        self.isMapping = fields != nil
        known.reserveCapacity(12)
    }

    /// The value of a field, nil if it is absent or null; to be asked once for each field.
    mutating func take(_ key: String) -> FieldValue? {
        guard taken < fields.count else { return nil }
        known.append(key)
        guard let field = fields.first(where: { $0.key == key }) else { return nil }
        taken += 1
        guard !field.value.isNull else { return nil }
        return FieldValue(node: field.value, path: .field(key, of: value.path), report: value.report)
    }

    /// The value of a field that has to be there.
    mutating func require(_ key: String) -> FieldValue? {
        guard let found = take(key) else {
            fail(key, "is required")
            return nil
        }
        return found
    }

    /// Whether the field `key` has a value, taken or not.
    func has(_ key: String) -> Bool { fields.contains { $0.key == key && !$0.value.isNull } }

    /// Whether there are fields that nobody has taken yet.
    var hasMore: Bool { taken < fields.count }

    /// Takes every field that is left, in the order of the file.
    mutating func rest() -> [(key: String, value: FieldValue)] {
        let left = fields.filter { !known.contains($0.key) }
        taken += left.count
        return left.map { field in
            let path = FieldPath.field(field.key, of: value.path)
            return (field.key, FieldValue(node: field.value, path: path, report: value.report))
        }
    }

    /// Accepts fields whatever they hold.
    mutating func ignore(_ keys: [String]) {
        guard taken < fields.count else { return }
        known += keys
        taken += fields.count { keys.contains($0.key) }
    }

    /// Reports what is wrong with the field `key`, at its value where there is one.
    func fail(_ key: String, _ message: String) {
        guard isMapping else { return }
        let position = fields.first { $0.key == key }?.value.position ?? value.node.position
        value.report.fail(message, field: .field(key, of: value.path), at: position)
    }

    /// Ends the reading: a field that nobody took is a typing mistake, reported where it stands.
    func finish() {
        guard taken < fields.count else { return }
        let absent = absent
        for field in untaken {
            let hint = suggestion(for: field.key, among: absent).map { ", did you mean \($0)?" } ?? ""
            report(field, "unknown field" + hint)
        }
    }

    /// Ends the reading of a mapping of which only a part is read here: of the fields that nobody took
    /// only those are reported that seem to mean one that was looked for in vain.
    func finishAllowingOthers() {
        guard taken < fields.count else { return }
        let absent = absent
        for field in untaken {
            guard let meant = nearMiss(of: field.key, among: absent) else { continue }
            report(field, "unknown field, did you mean \(meant)?")
        }
    }

    /// Not more than anybody would read about.
    private var untaken: some Sequence<DocumentNode.Field> {
        fields.lazy.filter { !known.contains($0.key) }.prefix(1000)
    }

    private var absent: [String] { known.filter { key in !fields.contains { $0.key == key } } }

    private func report(_ field: DocumentNode.Field, _ message: String) {
        value.report.fail(message, field: .field(field.key, of: value.path), at: field.keyPosition)
    }
}
