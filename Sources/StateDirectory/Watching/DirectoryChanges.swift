/// What may have changed below a state directory.
package enum DirectoryChanges: Hashable, Sendable {
    /// Files and directories that may be new, different or gone, by their paths below the state directory. A
    /// directory stands for all that is in it.
    case paths(Set<String>)
    /// Anything: only a walk through the whole directory can tell.
    case everything

    package static var nothing: DirectoryChanges { .paths([]) }

    package var isEmpty: Bool { self == .nothing }

    package mutating func formUnion(_ other: DirectoryChanges) {
        switch (self, other) {
        case (.paths(let mine), .paths(let others)): self = .paths(mine.union(others))
        case (.everything, _), (_, .everything): self = .everything
        }
    }
}
