import Status

/// A configuration file in the syntax of felix.cfg.
///
/// Lines of `Name = value` or `Name: value`; lines that begin with `#` or `;` are comments, and so is
/// what follows them behind a value that is not in quotes. Section headers are allowed and mean nothing.
/// Of two lines with one name the later counts.
package struct ConfigurationFile: Hashable, Sendable {
    /// What the file is called in messages.
    package let path: String
    package let text: String

    /// Where the file is if nobody says otherwise.
    package static let usualPath = "/etc/gemel/gemeld.cfg"

    package init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

extension ConfigurationFile {
    /// The file's settings in their order, and the lines that are none.
    var settings: (settings: [Setting], problems: [FileProblem]) {
        var settings: [Setting] = []
        var problems: [FileProblem] = []
        // A carriage return and a line feed are one Character in Swift: the split must be by bytes.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let line = Substring(bytes).trimmed
            guard let first = line.first, first != "#", first != ";", first != "[" else { continue }
            let source = SettingSource.file(path: path, line: index + 1)
            guard let separator = line.firstIndex(where: { $0 == "=" || $0 == ":" }),
                case let name = line[..<separator].trimmed, !name.isEmpty
            else {
                problems.append(
                    FileProblem(.error, at: source, "accepted are lines of `Name = value`, not `\(line)`"))
                continue
            }
            let value = unquoted(line[line.index(after: separator)...].trimmed)
            settings.append(Setting(name: name, value: value, source: source))
        }
        return (settings, problems)
    }
}

/// The value without its quotes, or without the comment behind it.
private func unquoted(_ value: String) -> String {
    if let quote = value.first, quote == "\"" || quote == "'",
        let end = value.dropFirst().firstIndex(of: quote)
    {
        return String(value[value.index(after: value.startIndex)..<end])
    }
    guard let comment = value.firstIndex(where: { $0 == "#" || $0 == ";" }) else { return value }
    return value[..<comment].trimmed
}

extension StringProtocol {
    /// The text without white space at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
