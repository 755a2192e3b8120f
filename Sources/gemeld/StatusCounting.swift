import Addressing
import Compilation
import Dataplane
import Monitoring
import Nftables
import NftablesNetlink
import Status

extension StatusSnapshot {
    /// The status with what the kernel has counted: what was refused, and what staged policies would have done.
    func counting(_ reader: CounterReader<PacketCounts>) -> StatusSnapshot {
        var result = self
        result.refusals = reader.sums().refusals
        guard !staged.isEmpty else { return result }
        let counters = reader.counters()
        for family in IPFamily.allCases {
            for counter in counters[Table(family)] ?? [] {
                guard let comment = StagedComment(counter.comment),
                    let index = staged.firstIndex(where: { comment.isOf($0.name) })
                else { continue }
                result.staged[index].wouldHave[family].add(counter.packets, comment.effect)
            }
        }
        return result
    }
}

extension StagedPolicy.Tally {
    fileprivate mutating func add(_ packets: UInt64, _ effect: StagedComment.Effect) {
        switch effect {
        case .allow: allowed += packets
        case .deny: denied += packets
        case .pass: passed += packets
        // Logged and then allowed, denied or passed on by another rule.
        case .log: break
        }
    }
}
