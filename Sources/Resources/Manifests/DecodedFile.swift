package import YAML

/// What a file of manifests says, and all that is wrong with it.
package struct DecodedFile: Sendable {
    /// In the order of the file; what has a failure is not among them.
    package var resources: [(resource: Resource, position: SourcePosition)] = []
    /// What has a failure, as far as it could be read.
    package var drafts: [(resource: Resource, position: SourcePosition, unread: UnreadFields)] = []
    package var failures: [DecodingFailure] = []
    /// What is accepted but has no effect.
    package var warnings: [DecodingFailure] = []
    /// Objects of kinds that have no meaning here, such as `v1 ConfigMap`.
    package var ignored: [(kind: String, position: SourcePosition)] = []

    package init() {}
}

/// Reads the resources in `bytes`, YAML or JSON, one document or many, `List` kinds too.
///
/// Never fails as a whole: what is wrong is in the result, and one mistake does not hide another, unless the
/// text is no YAML from some place on.
/// - Parameter file: The path below the state directory, for the places of what is found.
package func decodeManifests(_ bytes: [UInt8], file: String, limits: Limits = Limits()) -> DecodedFile {
    var reader = ManifestReader(DecodingReport(file: file))
    do {
        var documents = try DocumentStream(bytes, limits: limits)
        while let document = try documents.next() { reader.read(document) }
    } catch {
        reader.report.fail(error.message, at: error.position)
    }
    return reader.finish()
}
