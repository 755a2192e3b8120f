extension Link: Comparable {
    /// By index, which is the order in which the interfaces were made.
    package static func < (left: Link, right: Link) -> Bool {
        (left.index, left.name) < (right.index, right.name)
    }
}
