package import Resources
package import Status

/// A resource and where it was written.
package struct LocatedResource: Hashable, Sendable {
    package let resource: Resource
    package let position: SourcePosition

    package init(_ resource: Resource, at position: SourcePosition) {
        self.resource = resource
        self.position = position
    }
}

/// What one file says.
package struct FileContent: Hashable, Sendable {
    package var resources: [LocatedResource]
    /// Any error among them, and none of `resources` is taken.
    package var problems: [FileProblem]
    /// How many objects there are of each kind that has no meaning here.
    package var ignored: [String: Int]
    /// What is in force instead of a file that has errors and never was without.
    package var standIns: [LocatedResource] = []

    package init(
        resources: [LocatedResource] = [], problems: [FileProblem] = [], ignored: [String: Int] = [:]
    ) {
        self.resources = resources
        self.problems = problems
        self.ignored = ignored
    }

    var isGood: Bool { problems.allSatisfy { $0.severity == .warning } }
}

/// Makes out what a file says.
///
/// Called on several threads at once. `file` is the path below the state directory, for positions.
package typealias FileDecoding = @Sendable (_ bytes: [UInt8], _ file: String) -> FileContent

extension FileContent {
    /// Adds an error for each resource that the file names twice: which of the two was meant, nobody knows.
    mutating func refuseRepetitions() {
        var places: [ResourceID: SourcePosition] = [:]
        places.reserveCapacity(resources.count)
        for located in resources {
            let id = located.resource.id
            guard let first = places.updateValue(located.position, forKey: id) else { continue }
            let place = "line \(first.line), column \(first.column)"
            let message = "\(id) is in this file twice, first at \(place)"
            problems.append(FileProblem(.error, at: located.position, message))
        }
        if places.count < resources.count, standIns.isEmpty {
            standIns = StateDirectory.standIns(for: resources.map { ($0.resource, $0.position, .none) })
        }
    }
}

extension FileProblem {
    init(_ severity: Severity, at position: SourcePosition, _ message: String) {
        self.init(
            severity, file: position.file, line: position.line, column: position.column, message: message)
    }
}
