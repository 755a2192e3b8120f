package import Calculation
package import PolicyDecision

/// When connections are looked for that policy does not allow any more, and what may have become forbidden since the
/// last time.
///
/// The kernel can only be asked for all its connections, which takes longer the more there are, and 10 ms of walking
/// through its table where there are none. A single change is followed by that at once; in a burst a few are.
package struct ConnectionRemoval {
    /// The state by whose policies connections were judged last, and the settings by which they were.
    private var judged: (state: NodeState, surroundings: HostSurroundings)?
    /// What the state may have other than `judged`; `nil` where nobody knows.
    private var unjudged: NodeChanges? = NodeChanges()
    /// Whether the kernel may follow connections that what it was given forbids.
    private var isOwed = false
    /// Whether the kernel has been given what is wanted now; if not, what is let through by then is to be looked for again.
    private var isHeld = false
    /// Whether the last look has failed.
    private var hasFailed = false
    private var pacing = Pacing(resting: 3, atMost: .seconds(1))

    package init() {}

    /// Takes in that what is wanted is another; `nil` where nobody knows in what.
    package mutating func take(_ changes: NodeChanges?) {
        isHeld = false
        if let changes { unjudged?.merge(changes) } else { unjudged = nil }
    }

    /// Takes in that the kernel has been given what is wanted.
    package mutating func owe() { (isOwed, isHeld) = (true, true) }

    /// Takes in that connections are to be left alone: what is forbidden meanwhile is not kept in mind.
    package mutating func waive() {
        isOwed = false
        judged = nil
        unjudged = nil
    }

    /// Takes in that they could not be looked for, or not all removed, which is to be tried again with the kernel.
    package mutating func fail() { (isOwed, hasFailed) = (false, true) }

    /// Takes in that the kernel was tried again, and refused what it was to be given.
    package mutating func retry() { isOwed = isOwed || hasFailed }

    /// How long until connections are to be looked for; `nil` for not at all.
    ///
    /// - Parameter isAwaited: whether somebody waits for it.
    package func delay(at now: ContinuousClock.Instant, isAwaited: Bool = false) -> Duration? {
        guard isOwed else { return nil }
        return isAwaited ? .zero : pacing.rest(at: now) ?? .zero
    }

    /// Which connections are to go.
    package func denied(by state: NodeState, at surroundings: HostSurroundings) -> DeniedConnections {
        DeniedConnections(
            from: judged?.state, to: state, unjudged, at: surroundings,
            before: judged?.surroundings ?? surroundings)
    }

    /// Takes in that those are gone, which has taken from `start` to `end`; nothing at all where there was nothing
    /// to look for.
    package mutating func complete(
        _ state: NodeState, _ surroundings: HostSurroundings,
        took time: (start: ContinuousClock.Instant, end: ContinuousClock.Instant)?
    ) {
        (isOwed, hasFailed) = (false, false)
        if isHeld {
            judged = (state, surroundings)
            unjudged = NodeChanges()
        }
        guard let time else { return }
        pacing.begin(at: time.start)
        pacing.end(at: time.end)
    }
}
