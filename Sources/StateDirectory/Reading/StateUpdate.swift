package import Resources

/// What a refresh changed.
package struct StateUpdate: Sendable, Equatable {
    /// The resources that are new, different, or elsewhere than before; `nil` for those that are gone.
    package var changed: [ResourceID: LocatedResource?] = [:]
    /// Whether the list of problems is another one.
    package var problemsChanged = false
    /// When the files that were read anew changed, as the file system says, in seconds since 1970; when it was
    /// noticed for those that are gone.
    package var moments: [Double] = []

    package init() {}

    /// Whether anything is to be calculated anew.
    package var anyChange: Bool { !changed.isEmpty }

    /// Takes in what changed after this.
    package mutating func merge(_ later: StateUpdate) {
        changed.merge(later.changed) { $1 }
        problemsChanged = problemsChanged || later.problemsChanged
        moments += later.moments
    }
}

/// How far the state directory has been read.
package enum DirectoryStanding: Sendable, Hashable {
    /// It has never been read whole, and so nothing is known of what is wanted; with the reason once one try
    /// failed.
    case unread(reason: String?)
    /// It is there, and what is in force is what it says.
    case followed
    /// It was read and cannot be any more; what it last said stays in force.
    case lost(reason: String)

    /// Whether what is in force was wanted by a directory, as opposed to being nothing for want of one.
    package var hasBeenRead: Bool {
        switch self {
        case .unread: false
        case .followed, .lost: true
        }
    }
}
