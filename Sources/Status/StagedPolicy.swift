package import Addressing

/// A policy that is tried out, and what it would have done to the packets that met it.
package struct StagedPolicy: Hashable, Sendable, Codable {
    /// As `StagedNetworkPolicy shop/web`.
    package let name: String
    package var wouldHave: DualStack<Tally>

    package init(_ name: String, wouldHave: DualStack<Tally> = DualStack { _ in Tally() }) {
        self.name = name
        self.wouldHave = wouldHave
    }

    /// Numbers of packets, since the rules that counted them were made.
    package struct Tally: Hashable, Sendable, Codable {
        package var allowed: UInt64 = 0
        package var denied: UInt64 = 0
        /// Handed on to the next tier.
        package var passed: UInt64 = 0

        package init(allowed: UInt64 = 0, denied: UInt64 = 0, passed: UInt64 = 0) {
            self.allowed = allowed
            self.denied = denied
            self.passed = passed
        }
    }
}

extension StagedPolicy {
    /// One sentence, for people.
    var sentence: String {
        let parts = IPFamily.allCases.map { family in
            let tally = wouldHave[family]
            let passed = tally.passed > 0 ? ", passed \(tally.passed)" : ""
            return "\(family) \(tally.denied) denied, \(tally.allowed) allowed\(passed)"
        }
        return "\(name) would have, in packets: \(parts.joined(separator: "; "))"
    }
}
