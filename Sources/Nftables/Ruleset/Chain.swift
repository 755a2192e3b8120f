/// A chain of rules; with a hook, one that packets enter by themselves.
package struct Chain: Hashable, Sendable {
    package let name: String
    package let hook: BaseHook?
    /// At most 127 bytes; shown by `nft list`.
    package let comment: String?
    package var rules: [Rule]

    package init(_ name: String, hook: BaseHook? = nil, comment: String? = nil, rules: [Rule]) {
        self.name = name
        self.hook = hook
        self.comment = comment.map(commentText)
        self.rules = rules
    }

    /// Whether both differ in nothing but rules.
    package func hasSameDefinition(as other: Chain) -> Bool {
        name == other.name && hook == other.hook && comment == other.comment
    }
}

/// Where in a packet's way through the kernel a base chain stands.
///
/// Its policy is always accept: what we do
/// not know of is not ours to drop.
package struct BaseHook: Hashable, Sendable {
    /// The netfilter hook, numbered as in `linux/netfilter.h`.
    package enum Hook: UInt32, Hashable, Sendable {
        case prerouting = 0
        case input = 1
        case forward = 2
        case output = 3
        case postrouting = 4
    }

    /// What a chain's rules may do besides judging packets.
    package enum ChainType: String, Hashable, Sendable {
        case filter
        /// Rewrite addresses; asked once for each connection.
        case nat
    }

    package let type: ChainType
    package let hook: Hook
    /// The lower, the earlier; raw is -300, mangle -150, filter 0.
    package let priority: Int32

    package init(_ hook: Hook, priority: Int32, type: ChainType = .filter) {
        self.type = type
        self.hook = hook
        self.priority = priority
    }
}
