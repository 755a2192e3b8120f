package import Addressing

extension StatusSnapshot {
    /// Packets that rules have refused, as far back as the kernel and the agent remember.
    package struct Refusals: Hashable, Sendable, Codable {
        /// By whose doing it was: a policy, or what the rule says where no policy decides; ARP counts as IPv4.
        package var denied = DualStack<[Cause]> { _ in [] }
        /// By what a workload had too much of, which both families fill together.
        package var limited: [Cause] = []

        package init() {}

        package struct Cause: Hashable, Sendable, Codable {
            package var name: String
            package var packets: UInt64

            package init(_ name: String, packets: UInt64) {
                self.name = name
                self.packets = packets
            }
        }
    }

    var refusalLines: [String] {
        let limited = refusals.limited
        let families = IPFamily.allCases.map { ($0, refusals.denied[$0]) }
        guard !limited.isEmpty || families.contains(where: { !$0.1.isEmpty }) else { return [] }
        let head = "  refused  "
        let sentences =
            families.map { "\($0) \(sentence($1))" }
            + (limited.isEmpty ? [] : ["over a limit, both families: \(sentence(limited))"])
        return sentences.flatMap { wrapped($0, first: head) }
    }

    /// The causes of most, and how many there are beside them.
    private func sentence(_ causes: [Refusals.Cause]) -> String {
        let total = causes.reduce(0) { $0 + $1.packets }
        let shown = causes.prefix(5).map { "\($0.packets) \($0.name)" }
        let more = causes.count > 5 ? ["and \(causes.count - 5) more causes"] : []
        return "\(total) packets" + (causes.isEmpty ? "" : ": " + (shown + more).joined(separator: "; "))
    }
}
