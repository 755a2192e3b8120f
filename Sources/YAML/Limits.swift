/// What one input may cost.
///
/// Inputs are written by whoever can write manifests, not only by friends.
package struct Limits: Sendable {
    /// The longest input.
    package var bytes = 16 << 20
    /// How deep lists and mappings may stand in each other.
    package var depth = 64
    /// Values in one input, those that aliases stand for counted each time.
    package var nodes = 2_000_000
    /// The part of `nodes` that aliases and merge keys may add; 64 bytes of text weigh as much as a value.
    package var aliasedNodes = 100_000

    package init() {}
}
