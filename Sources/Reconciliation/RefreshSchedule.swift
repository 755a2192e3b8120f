/// Decides when the kernel is asked again what it holds, though nobody has told of a change.
///
/// Routes and settings under `/proc/sys` can be changed by anybody, and not all of it is told.
package struct RefreshSchedule: Hashable, Sendable {
    package enum Part: Hashable, Sendable, CaseIterable {
        /// The tables of both families, with their sets.
        case rules
        /// Routes and permanent neighbours.
        case routes
        /// The settings that make the node a router and that endpoints' interfaces need.
        case interfaces
    }

    /// How long after a part was read it is read again; none for what is never.
    private var intervals: [Part: Duration] = [:]
    private var lastRead: [Part: ContinuousClock.Instant] = [:]

    package init() {}

    /// Goes by `interval` for `part` from `now` on; zero: it is never read again.
    package mutating func set(_ part: Part, every interval: Duration, at now: ContinuousClock.Instant) {
        intervals[part] = interval > .zero ? interval : nil
        lastRead[part] = interval > .zero ? lastRead[part] ?? now : nil
    }

    /// The parts whose time has come, which count as read at `now`.
    package mutating func take(at now: ContinuousClock.Instant) -> Set<Part> {
        var due: Set<Part> = []
        for (part, interval) in intervals {
            guard let last = lastRead[part], last + interval <= now else { continue }
            lastRead[part] = now
            due.insert(part)
        }
        return due
    }

    /// When the next part's time comes; `nil`: never, as far as is known.
    package var next: ContinuousClock.Instant? {
        intervals.compactMap { part, interval in lastRead[part].map { $0 + interval } }.min()
    }
}
