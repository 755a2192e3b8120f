import Resources
import Testing

/// What the file `f.yaml` with `text` says.
func decode(_ text: String) -> DecodedFile {
    decodeManifests(Array(text.utf8), file: "f.yaml")
}

/// The failures in `text`, each on one line.
func failures(_ text: String) -> [String] {
    decode(text).failures.map(\.description)
}

/// The one resource that `text` is, without any failure or warning.
func resource(_ text: String) throws -> Resource {
    let file = decode(text)
    #expect(file.failures.map(\.description) == [])
    #expect(file.warnings.map(\.description) == [])
    #expect(file.resources.count == 1)
    return try #require(file.resources.first?.resource)
}

/// `text` with each line moved to the right.
func indented(_ text: String, by columns: Int) -> String {
    let blanks = String(repeating: " ", count: columns)
    return text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.isEmpty ? "" : blanks + $0 }.joined(separator: "\n")
}
