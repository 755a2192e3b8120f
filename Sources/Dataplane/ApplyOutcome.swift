package import Addressing
import Netlink
package import Nftables

/// What came of one attempt to make the kernel hold what is wanted.
package struct ApplyOutcome: Hashable, Sendable {
    /// Transactions that the kernel took: one, or none if nothing differed.
    package var transactions = 0
    /// Operations in that transaction, on each table that was there or is wanted.
    package var operations: [Table: Int] = [:]
    /// Routes added and removed, settings written.
    package var linkChanges = 0
    /// The number of the kernel's ruleset then.
    package var generation: UInt32 = 0
    /// Whether the kernel holds all rules that are wanted, whatever else may be missing.
    package var holdsRules = false
    /// Interfaces that are not there, or not up, yet.
    package var waiting: [String] = []
    /// What the kernel does not have, with the reason; all else was done.
    package var lacking: [String] = []
    /// The ends of WireGuard that this node has.
    package var wireGuard = DualStack<WireGuardEnd?> { _ in nil }
    /// One sentence for each thing that could not be had.
    package var failures: [String] = []

    package init() {}

    package var isChanged: Bool { transactions > 0 || linkChanges > 0 }

    package var summary: String {
        let further = Table.allCases.dropFirst(2).map { table in
            operations[table].map { "\($0) on \(table.family), " } ?? ""
        }
        return "\(operations[.v4] ?? 0) operations on ip, \(operations[.v6] ?? 0) on ip6, "
            + "\(further.joined())\(linkChanges) on routes and settings, generation \(generation)"
    }
}

/// Why the kernel could not be spoken with at all.
package struct DataplaneError: Error, Hashable, Sendable, CustomStringConvertible {
    package let isPermissionDenied: Bool
    package let description: String

    init(_ error: NetlinkError) {
        isPermissionDenied = error.code == 1 || error.code == 13
        description = "\(error)"
    }

    init(_ failure: RulesetFailure) {
        isPermissionDenied = failure.isPermissionDenied
        description = failure.messages.joined(separator: "\n")
    }
}

/// Why a transaction was not taken: none of it was.
struct RulesetFailure: Error {
    let messages: [String]
    let isPermissionDenied: Bool
}
