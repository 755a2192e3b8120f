package import Addressing
package import Status

/// Packets that rules have refused, or would have, by whose rules they are.
///
/// The numbers only grow, as counters must, though the kernel's begin anew with each rule. At most `limit` causes of
/// each metric are told apart; what comes later is counted together, since every one is a time series of its own in
/// every Prometheus that asks.
package struct PacketCounts: Sendable {
    /// Whose doing it was.
    package enum Cause: Hashable, Sendable {
        /// A rule of a policy, by the policy's kind and name.
        case policy(String)
        /// What stands where no policy decides, or before policy; in the words of the rule's comment.
        case other(String)
        /// A policy that is tried out, and what it would have done.
        case staged(policy: String, effect: String)
    }

    private static let rest = "(others)"
    private let limit: Int
    private var packets = DualStack<[Cause: UInt64]> { _ in [:] }
    /// By what there was too much of; a limit is for both families together.
    private var limited: [String: UInt64] = [:]

    package init(limit: Int = 200) { self.limit = limit }

    package mutating func add(_ count: UInt64, _ cause: Cause, _ family: IPFamily) {
        packets[family][known(cause, family), default: 0] &+= count
    }

    package mutating func add(_ count: UInt64, limit: String) { limited[limit, default: 0] &+= count }

    private func known(_ cause: Cause, _ family: IPFamily) -> Cause {
        guard packets[family][cause] == nil else { return cause }
        switch cause {
        case .policy:
            return count(family) { if case .policy = $0 { true } else { false } } < limit
                ? cause : .policy(Self.rest)
        case .other:
            return count(family) { if case .other = $0 { true } else { false } } < limit
                ? cause : .other(Self.rest)
        case .staged(_, let effect):
            let isFull = count(family) { if case .staged = $0 { true } else { false } } >= limit
            return isFull ? .staged(policy: Self.rest, effect: effect) : cause
        }
    }

    private func count(_ family: IPFamily, _ isOfKind: (Cause) -> Bool) -> Int {
        packets[family].keys.count(where: isOfKind)
    }

    /// What was refused, the most first; staged policies refuse nothing.
    package var refusals: StatusSnapshot.Refusals {
        var result = StatusSnapshot.Refusals()
        result.denied = DualStack { family in
            packets[family].compactMap { cause, count in
                switch cause {
                case .policy(let name), .other(let name): .init(name, packets: count)
                case .staged: nil
                }
            }.mostFirst
        }
        result.limited = limited.map { .init($0.key, packets: $0.value) }.mostFirst
        return result
    }

    package var metrics: [MetricFamily] {
        var policies: [Sample] = []
        var others: [Sample] = []
        var staged: [Sample] = []
        for family in IPFamily.allCases {
            for (cause, count) in packets[family] {
                let count = Double(count)
                switch cause {
                case .policy(let name):
                    policies.append(Sample(count, [ipVersion(family), Label("policy", name)]))
                case .other(let reason):
                    others.append(Sample(count, [ipVersion(family), Label("reason", reason)]))
                case .staged(let name, let effect):
                    staged.append(
                        Sample(count, [ipVersion(family), Label("policy", name), Label("effect", effect)]))
                }
            }
        }
        return [
            MetricFamily(
                "gemel_policy_denied_packets_total", .counter, "Packets that a policy's rules have denied",
                policies.inOrder),
            MetricFamily(
                "gemel_denied_packets_total", .counter,
                "Packets that were denied by no policy's rule, such as at the end of a tier", others.inOrder),
            MetricFamily(
                "gemel_limited_packets_total", .counter,
                "Packets that were refused because a workload had reached a limit, which both families fill",
                limited.map { Sample(Double($0.value), [Label("limit", $0.key)]) }.inOrder),
            MetricFamily(
                "gemel_staged_packets_total", .counter,
                "Packets to which a staged policy would have done what the label effect says", staged.inOrder),
        ]
    }
}

extension [StatusSnapshot.Refusals.Cause] {
    fileprivate var mostFirst: Self {
        filter { $0.packets > 0 }.sorted { ($1.packets, $0.name) < ($0.packets, $1.name) }
    }
}

extension [Sample] {
    fileprivate var inOrder: [Sample] {
        sorted { $0.labels.map(\.value).lexicographicallyPrecedes($1.labels.map(\.value)) }
    }
}
