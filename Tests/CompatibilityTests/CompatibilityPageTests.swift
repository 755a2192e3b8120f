import FoundationEssentials
import Resources
import Testing

/// Tries every line of the table of fields in `docs/compatibility.md`.
struct CompatibilityPageTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let kind: String
        let field: String
        let value: String
        let outcome: String

        var testDescription: String { "\(kind) \(field)" }
    }

    static let rows: [Row] = {
        let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let bytes = FileManager.default.contents(atPath: "/\(folder)/docs/compatibility.md") ?? .init()
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
            guard cells.count == 7, cells[2].hasPrefix("`"), cells[3].hasPrefix("`") else { return nil }
            return Row(
                kind: cells[1], field: String(cells[2].dropFirst().dropLast()),
                value: String(cells[3].dropFirst().dropLast()), outcome: cells[4])
        }
    }()

    @Test func `the page has its table`() { #expect(Self.rows.count > 90) }

    @Test(arguments: rows)
    func `a field does what the page says`(row: Row) throws {
        let least = FieldManifest(row.kind).decoded
        try #require(least.failures.isEmpty, "\(least.failures)")
        var manifest = FieldManifest(row.kind)
        manifest.prepare(for: row.field)
        let without = manifest.decoded
        manifest.set(row.field, row.value)
        let with = manifest.decoded
        guard row.outcome != "refused" else {
            #expect(!with.failures.isEmpty)
            return
        }
        try #require(with.failures.isEmpty, "\(with.failures)")
        let before = try Surroundings.node(with: without)
        let after = try Surroundings.node(with: with)
        switch row.outcome {
        case "enforced": #expect(before != after)
        case "ignored", "read": #expect(before == after)
        default: Issue.record("\(row.outcome) is no outcome")
        }
    }
}

private func trimmed(_ cell: Substring) -> String {
    String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
}
