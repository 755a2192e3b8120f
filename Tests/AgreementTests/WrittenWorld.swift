import Judges
import Manifests
import Resources
import TestSupport

/// A world as manifests, and what the agent reads in them.
struct WrittenWorld {
    let documents: [ManifestNode]
    /// What is in each document.
    let contents: [Resource]

    init(_ resources: [Resource]) throws {
        documents = resources.map(\.manifest)
        contents = try documents.map(Self.read)
    }

    private init(_ documents: [ManifestNode], _ contents: [Resource]) {
        self.documents = documents
        self.contents = contents
    }

    private static func read(_ document: ManifestNode) throws -> Resource {
        let decoded = decodeManifests(Array(document.text.utf8), file: "state.yaml")
        guard decoded.failures.isEmpty, decoded.warnings.isEmpty, let resource = decoded.resources.first
        else {
            throw UnreadableManifest(
                description: "\(decoded.failures + decoded.warnings) in\n\(document.text)")
        }
        return resource.resource
    }

    /// This without one document.
    var withoutDocuments: [WrittenWorld] {
        documents.indices.map { index in
            var (documents, contents) = (documents, contents)
            documents.remove(at: index)
            contents.remove(at: index)
            return WrittenWorld(documents, contents)
        }
    }

    /// This with one thing less in the document `index`, as far as it can be read then.
    func smaller(in index: Int) -> [WrittenWorld] {
        documents[index].smaller.compactMap { document in
            guard let content = try? Self.read(document) else { return nil }
            var (documents, contents) = (documents, contents)
            documents[index] = document
            contents[index] = content
            return WrittenWorld(documents, contents)
        }
    }

    var text: String { documents.map(\.text).joined(separator: "---\n") }
}

struct UnreadableManifest: Error, CustomStringConvertible {
    let description: String
}

extension Resource {
    /// The same without places in files.
    var withoutPlaces: Resource {
        guard case .felixConfiguration(var configuration) = self else { return self }
        let nowhere = SourcePosition(file: "", line: 0, column: 0)
        configuration.settings = configuration.settings.map {
            .init(name: $0.name, value: $0.value, position: nowhere)
        }
        return .felixConfiguration(configuration)
    }
}
