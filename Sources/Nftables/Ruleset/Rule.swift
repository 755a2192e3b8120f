/// A rule: conditions, then what happens to a packet that meets them all.
package struct Rule: Hashable, Sendable {
    /// What a rule consists of.
    package enum Body: Hashable, Sendable {
        /// In the terms of nft(8): what we want.
        case written([Match], [Statement])
        /// In the kernel's instructions: what was found and is none of our rules.
        case observed([Expression])
    }

    package let body: Body
    /// At most 127 bytes; shown by `nft list`.
    package let comment: String?

    package init(_ matches: Match..., then statements: [Statement], comment: String? = nil) {
        self.init(matches, then: statements, comment: comment)
    }

    package init(_ matches: [Match], then statements: [Statement], comment: String? = nil) {
        self.body = .written(matches, statements)
        self.comment = comment.map(commentText)
    }

    /// A rule as the kernel listed it.
    package init(observed expressions: [Expression], comment: String?) {
        self.body = .observed(expressions)
        self.comment = comment
    }
}

/// What becomes of a packet.
package enum Verdict: Hashable, Sendable {
    case accept
    case drop
    case `return`
    case jump(String)
    case goto(String)

    /// The chain that the verdict leads to.
    package var target: String? {
        switch self {
        case .accept, .drop, .return: nil
        case .jump(let chain), .goto(let chain): chain
        }
    }
}
