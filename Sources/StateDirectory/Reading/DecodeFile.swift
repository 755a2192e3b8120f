import Resources
import Status

/// Reads a file of manifests as the agent does: the `decode` of every reader but those of tests.
package func decodeFile(_ bytes: [UInt8], file: String) -> FileContent {
    let decoded = decodeManifests(bytes, file: file)
    var content = FileContent(
        resources: decoded.resources.map { LocatedResource($0.resource, at: $0.position) },
        problems: decoded.failures.map { FileProblem(.error, at: $0.position, $0.text) }
            + decoded.warnings.map { FileProblem(.warning, at: $0.position, $0.text) },
        ignored: decoded.ignored.reduce(into: [:]) { $0[$1.kind, default: 0] += 1 })
    guard !decoded.failures.isEmpty else { return content }
    let whole = decoded.resources.map { ($0.resource, $0.position, UnreadFields.none) }
    content.standIns = standIns(for: whole + decoded.drafts)
    return content
}

/// What stands in for those of the objects of a file that are policies or host endpoints, each under a name of its own.
func standIns(
    for objects: [(resource: Resource, position: SourcePosition, unread: UnreadFields)]
) -> [LocatedResource] {
    var names: Set<ResourceID> = []
    return objects.compactMap { resource, position, unread in
        // Of two of one name nobody knows which is meant.
        let isFirst = names.insert(resource.id).inserted
        return resource.standIn(unread: isFirst ? unread : unread.withName, at: position).map {
            LocatedResource($0, at: position)
        }
    }
}

extension DecodingFailure {
    /// The field and what is wrong with it, without the place.
    fileprivate var text: String { field.isEmpty ? message : "\(field): \(message)" }
}
