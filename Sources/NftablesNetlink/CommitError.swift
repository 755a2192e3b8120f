import Glibc
package import Netlink

/// A transaction that the kernel refused, whole: it holds what it held before.
package struct CommitError: Error, Hashable, Sendable {
    /// Each operation that failed, in order.
    ///
    /// The kernel goes on after the first, so that all are known.
    package let failures: [NetlinkError.Refusal]

    /// Whether the tables have changed since the generation that the transaction was made for.
    package var isOutdated: Bool { failures.contains { $0.code == ERESTART } }

    /// Whether the kernel is too old for something in the transaction, or a table's flags cannot become
    /// what they were to be: a table gains or loses `persist` only by being made anew.
    package var isUnsupported: Bool { failures.contains { $0.code == EOPNOTSUPP } }

    /// Whether a table belongs to another process.
    package var isForbidden: Bool { failures.contains { $0.code == EPERM } }

    /// Whether the kernel's errors did not fit into the socket; the transaction may even have been done.
    package var isUnknown: Bool { failures.contains { $0.code == ENOBUFS } }
}

extension CommitError: CustomStringConvertible {
    package var description: String { failures.map(\.description).joined(separator: "\n") }
}
