/// Has work followed by rest, in proportion: with as much, the agent is half busy at most, and a burst of changes is taken
/// in parts that are as long as the work with each.
///
/// What comes when nothing has been done for a while waits for no rest.
package struct Pacing {
    /// The rest after work, in times that long.
    private let share: Int
    /// The longest rest: nothing waits longer, however long the work.
    private let longest: Duration
    private var turnBegan: ContinuousClock.Instant
    private var restEnds: ContinuousClock.Instant

    /// Nothing has been done yet.
    package init(
        resting share: Int = 1, atMost longest: Duration = .milliseconds(100),
        at now: ContinuousClock.Instant = .now
    ) {
        self.share = share
        self.longest = longest
        (turnBegan, restEnds) = (now, now)
    }

    /// Takes in that the work of a turn begins.
    package mutating func begin(at now: ContinuousClock.Instant) { turnBegan = now }

    /// Takes in that it ends: its rest follows, behind what is left of the rest before.
    package mutating func end(at now: ContinuousClock.Instant) {
        let work = turnBegan.duration(to: now)
        restEnds = min(
            max(restEnds, turnBegan).advanced(by: work * (1 + share)), now.advanced(by: longest))
    }

    /// How long to rest from now on; `nil` for not at all.
    package func rest(at now: ContinuousClock.Instant) -> Duration? {
        now < restEnds ? now.duration(to: restEnds) : nil
    }
}
