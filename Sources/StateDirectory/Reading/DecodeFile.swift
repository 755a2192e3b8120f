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
    content.standIns = (decoded.resources + decoded.drafts).compactMap { resource, position in
        resource.standIn.map { LocatedResource($0, at: position) }
    }
    return content
}

extension DecodingFailure {
    /// The field and what is wrong with it, without the place.
    fileprivate var text: String { field.isEmpty ? message : "\(field): \(message)" }
}
