/// What the comment of a staged rule says, written by the compiler and read by who sums up the counters.
///
/// What the rule would do comes first, since a comment has at most 127 bytes and loses its end.
package struct StagedComment: Hashable, Sendable {
    package enum Effect: String, CaseIterable, Sendable {
        case allow
        case deny
        case pass
        case log
    }

    /// What the names of chains begin with whose rules have such comments.
    package static let chainPrefix = "staged-"

    package let effect: Effect
    /// Whose rule it is, as `StagedNetworkPolicy shop/web`.
    package let policy: String
    /// Which rule it is, and what its author has noted; empty where the comment was cut before it.
    package let rest: String

    init(_ effect: Effect, _ policy: String, _ rest: String) {
        self.effect = effect
        self.policy = policy
        self.rest = rest
    }

    /// The comment before it is cut.
    package var text: String { "would \(effect.rawValue): \(policy) \(rest)" }

    /// Reads a comment as the kernel lists it; `nil` if it is no such comment.
    package init?(_ comment: String) {
        guard let effect = Effect.allCases.first(where: { comment.hasPrefix("would \($0.rawValue): ") })
        else {
            return nil
        }
        // Neither kinds nor names have spaces in them.
        let words = comment.dropFirst("would : ".count + effect.rawValue.count).split(
            separator: " ", maxSplits: 2)
        guard words.count >= 2 else { return nil }
        self.init(effect, words[..<2].joined(separator: " "), words.count > 2 ? String(words[2]) : "")
    }

    /// Whether `policy` is the one whose rule it is, as far as the comment still tells.
    package func isOf(_ policy: String) -> Bool {
        guard rest.isEmpty, self.policy.hasSuffix("...") else { return self.policy == policy }
        return policy.hasPrefix(self.policy.dropLast(3))
    }
}
