import Bird
import Dataplane
import FoundationEssentials
import Judges
import Resources

/// A cluster in which fields are tried.
enum Surroundings {
    /// What the agent of `node-a` should bring about.
    struct Node: Equatable {
        var desired: DesiredDataplane
        var bird: BirdConfiguration?
    }

    /// What the kernel of `node-a` should hold, and its BIRD do, with the objects that are tried.
    ///
    /// An object takes the place of one with the same name; what could not be read is left out.
    static func node(with tried: DecodedFile) throws -> Node {
        let objects = tried.resources.map(\.resource)
        let ids = Set(objects.map(\.id))
        let judges = try Judges(resources.filter { !ids.contains($0.id) } + objects)
        var desired = judges.desired
        desired.changed = nil
        return Node(desired: desired, bird: judges.bird)
    }

    private static let resources: [Resource] = {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let bytes = FileManager.default.contents(atPath: "/\(folder)/surroundings.yaml") ?? .init()
        let decoded = decodeManifests(Array(bytes), file: "surroundings.yaml")
        precondition(decoded.failures.isEmpty && !decoded.resources.isEmpty, "\(decoded.failures)")
        return decoded.resources.map(\.resource)
    }()
}

extension FieldManifest {
    var decoded: DecodedFile { decodeManifests(Array(text.utf8), file: "tried.yaml") }
}
