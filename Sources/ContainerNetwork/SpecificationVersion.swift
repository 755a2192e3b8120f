/// A version of the CNI specification that is spoken here, oldest first.
///
/// Older ones than 0.3.0 have results of another shape, and no runtime of today asks for them.
package enum SpecificationVersion: String, CaseIterable, Comparable, Sendable {
    case v030 = "0.3.0"
    case v031 = "0.3.1"
    case v040 = "0.4.0"
    case v100 = "1.0.0"
    case v110 = "1.1.0"

    package static func < (left: SpecificationVersion, right: SpecificationVersion) -> Bool {
        left.place < right.place
    }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// What VERSION answers to a runtime that speaks `asked`.
    package static func answer(to asked: String) -> JSONValue {
        [
            "cniVersion": .string(asked.isEmpty ? v110.rawValue : asked),
            "supportedVersions": .array(allCases.map { .string($0.rawValue) }),
        ]
    }
}
