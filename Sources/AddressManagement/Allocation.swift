/// Whom an address was given to.
package struct Owner: Hashable, Sendable {
    /// What is released as one: all addresses of one attachment, of both families, have the same handle.
    package var handle: String
    package var namespace: String
    package var pod: String

    package init(handle: String, namespace: String = "", pod: String = "") {
        self.handle = handle
        self.namespace = namespace
        self.pod = pod
    }
}

/// An address that is somebody's.
package struct Allocation: Hashable, Sendable {
    package var owner: Owner
    /// The node whose workload has it, which is not the block's where the address was borrowed.
    package var node: String
    /// Tells this allocation from any other of the same address, before or after.
    package var sequence: UInt64

    package init(owner: Owner, node: String, sequence: UInt64) {
        self.owner = owner
        self.node = node
        self.sequence = sequence
    }
}
