import Compilation
import Dataplane
import Monitoring
import NftablesNetlink
import Resources

extension RefusalReader where Sums == PacketCounts {
    /// A reader that tells by rules' comments whose doing a refusal was.
    static func ofOurRules() -> RefusalReader<PacketCounts> {
        RefusalReader(orChainsNamed: StagedComment.chainPrefix, PacketCounts()) {
            sums, counter, packets, family in
            guard let cause = PacketCounts.Cause(counter) else { return }
            sums.add(packets, cause, family)
        }
    }
}

extension PacketCounts.Cause {
    init?(_ counter: RefusalCounter) {
        if let staged = StagedComment(counter.comment) {
            // What is logged is decided by another rule.
            guard staged.effect != .log else { return nil }
            self = .staged(policy: staged.policy, effect: staged.effect.rawValue)
            return
        }
        guard counter.refuses else { return nil }
        // `NetworkPolicy shop/web rule 3; note=x`: neither kinds nor names have spaces in them.
        let words = counter.comment.split(separator: " ", maxSplits: 2)
        if words.count >= 2, Kind(rawValue: String(words[0])) != nil {
            self = .policy(words[..<2].joined(separator: " "))
        } else {
            self = .other(counter.comment)
        }
    }
}
