/// The answer to "is all that was in the state directory when I asked now in the kernel?".
package struct SyncResult: Hashable, Sendable, Codable {
    package let inSync: Bool
    /// One line for each thing that is not in the kernel; empty when in sync.
    package let missing: [String]
    /// Whether all that could be understood is in the kernel: what is missing then stands in bad files alone,
    /// whose last good content is in force.
    package let isApplied: Bool

    package static let inSync = SyncResult(inSync: true, missing: [], isApplied: true)

    package static func missing(_ things: [String], isApplied: Bool = false) -> SyncResult {
        SyncResult(inSync: false, missing: things, isApplied: isApplied)
    }
}
