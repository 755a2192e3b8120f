/// The answer to "is all that was in the state directory when I asked now in the kernel?".
package struct SyncResult: Hashable, Sendable, Codable {
    package let inSync: Bool
    /// One line for each thing that is not in the kernel; empty when in sync.
    package let missing: [String]

    package static let inSync = SyncResult(inSync: true, missing: [])

    package static func missing(_ things: [String]) -> SyncResult {
        SyncResult(inSync: false, missing: things)
    }
}
