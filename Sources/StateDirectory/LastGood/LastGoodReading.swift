package import Resources
package import Status

/// What a state directory says or last said, for a node that starts: its files may not be in their place yet, and
/// nobody may be there to put them there.
package struct LastGoodReading: Sendable {
    /// The files that say something, now or before.
    package let fileCount: Int
    package let resources: [ResourceID: LocatedResource]
    /// Why it is not known what else was said.
    package let damage: [FileProblem]

    /// Reads `directory` as an agent would that starts now, and the copies in `cache` of files that are not there.
    package init(of directory: String, in cache: String, decode: @escaping FileDecoding) {
        var reader = StateReader(directory: directory, cache: cache, decode: decode)
        _ = reader.refresh()
        damage = reader.restoreMissing()
        fileCount = reader.files.total
        resources = reader.resources
    }
}

extension StateReader {
    /// Puts in force what was kept of files that are not there; says of what it could not be done.
    fileprivate mutating func restoreMissing() -> [FileProblem] {
        guard var (files, problems) = lastGood?.everything() else { return [] }
        files.removeAll { records[$0] != nil }
        for path in files {
            records[path] = FileRecord()
            restoreLastGood(of: path)
            guard records[path]?.hasGoodContent != true else { continue }
            records[path] = nil
            problems.append(
                FileProblem(.error, file: path, message: "the copy of its last good content is damaged"))
        }
        _ = claims.takeChanges()
        return problems
    }
}
