/// What the kernel tells about its network interfaces while we listen.
package enum LinkEvent: Hashable, Sendable {
    /// The interface is new, or something about it is; a renamed one keeps its index.
    case changed(Link)
    /// The interface is gone: deleted, or moved to another network namespace.
    case removed(index: UInt32, name: String)
    /// Some interface has an address more or less.
    case addressesChanged
    /// The kernel had more to tell than it could keep for us: what it told is lost, list all links again.
    case overflow
}
