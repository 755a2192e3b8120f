import Resources

/// What is known of a file.
struct FileRecord {
    /// The file when it was read last; `nil` if it has to be read again whatever it looks like.
    var identity: FileIdentity?
    /// Whether a later change would show in `identity`.
    var isSettled = false
    /// What of the file is in force.
    var resources: [ResourceID] = []
    /// How many objects of it there are of each kind that has no meaning here.
    var ignored: [String: Int] = [:]
    /// Whether the file had good content at some time; then that is in force.
    var hasGoodContent = false
    /// Whether what is in force is what the file says now.
    var isGood = false
}
