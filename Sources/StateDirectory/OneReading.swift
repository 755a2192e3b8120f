package import Resources
package import Status

/// What a directory says, read once.
package struct OneReading: Sendable {
    /// The files that were read, the bad ones among them.
    package let fileCount: Int
    package let resources: [ResourceID: LocatedResource]
    /// Everything that is wrong, by path and line.
    package let problems: [FileProblem]

    /// Reads `directory` as an agent would that starts beside it for the first time.
    package init(of directory: String, decode: @escaping FileDecoding) {
        var reader = StateReader(directory: directory, decode: decode)
        _ = reader.refresh()
        fileCount = reader.files.total
        resources = reader.resources
        problems = reader.problems
    }
}
