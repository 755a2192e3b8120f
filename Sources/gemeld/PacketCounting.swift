import Compilation
import Dataplane
import Monitoring
import Nftables
import NftablesNetlink
import Resources

extension CounterReader where Sums == PacketCounts {
    /// A reader that tells by rules' comments whose doing a refusal was.
    static func ofOurRules() -> CounterReader<PacketCounts> {
        CounterReader(orChainsNamed: StagedComment.chainPrefix, PacketCounts()) {
            sums, counter, packets, table in
            if table == .shared {
                if counter.refuses { sums.add(packets, limit: counter.limit) }
            } else if let cause = PacketCounts.Cause(counter) {
                sums.add(packets, cause, table.addressFamily)
            }
        }
    }
}

extension RuleCounter {
    /// What a workload has had too many of, of a rule in the table that counts for both families.
    fileprivate var limit: String { chain.hasPrefix("packets-") ? "packets" : "connections" }
}

extension PacketCounts.Cause {
    init?(_ counter: RuleCounter) {
        if let staged = StagedComment(counter.comment) {
            // What is logged is decided by another rule.
            guard staged.effect != .log else { return nil }
            self = .staged(policy: staged.policy, effect: staged.effect.rawValue)
            return
        }
        guard counter.refuses, !counter.comment.isEmpty else { return nil }
        // `NetworkPolicy shop/web rule 3; note=x`: neither kinds nor names have spaces in them.
        let words = counter.comment.split(separator: " ", maxSplits: 2)
        if words.count >= 2, Kind(rawValue: String(words[0])) != nil {
            self = .policy(words[..<2].joined(separator: " "))
        } else {
            self = .other(counter.comment)
        }
    }
}
