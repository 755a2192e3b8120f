extension ManifestNode {
    /// The text of a YAML document, in block style but for lists of scalars.
    package var text: String { block(indented: 0) + "\n" }

    private func block(indented depth: Int) -> String {
        let margin = String(repeating: " ", count: depth)
        switch self {
        case .mapping(let fields) where !fields.isEmpty:
            return fields.map { field in
                margin + Self.quoted(field.key) + ":" + field.value.behindKey(indented: depth)
            }.joined(separator: "\n")
        case .list(let items) where !isFlat:
            return items.map { item in
                let text = item.block(indented: depth + 2)
                return margin + "- " + text.dropFirst(depth + 2)
            }.joined(separator: "\n")
        case .mapping, .list, .string, .plain: return margin + flow
        }
    }

    private func behindKey(indented depth: Int) -> String {
        if isFlat { return " " + flow }
        if case .list = self { return "\n" + block(indented: depth) }
        return "\n" + block(indented: depth + 2)
    }

    /// Whether it stands on one line.
    private var isFlat: Bool {
        switch self {
        case .string, .plain: true
        case .mapping(let fields): fields.isEmpty
        case .list(let items):
            items.allSatisfy { item in
                switch item {
                case .string, .plain: true
                case .list, .mapping: false
                }
            }
        }
    }

    private var flow: String {
        switch self {
        case .string(let text): Self.quoted(text)
        case .plain(let text): text
        case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
        case .mapping: "{}"
        }
    }

    /// The text as it has to stand to be read as a string.
    private static func quoted(_ text: String) -> String {
        let isWord =
            text.first.map { $0.isLetter } == true
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
        let isTaken = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(
            text.lowercased())
        if isWord, !isTaken { return text }
        if text.contains("'"), !text.contains(where: { $0 == "\"" || $0 == "\\" }) { return "\"\(text)\"" }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
            + "'"
    }
}
