/// Decides when the kernel is written to.
///
/// Events in, decisions out, time as an argument.
package struct ReconcileLoop: Sendable {
    package enum Event: Hashable, Sendable {
        /// The whole state directory has been read once.
        case stateRead
        /// What is wanted has changed.
        case stateChanged
        /// What the kernel holds has changed without us: an interface came or went.
        case kernelChanged
        case applied
        /// The kernel refused, or could not be read.
        case failed
    }

    package enum Decision: Hashable, Sendable {
        case idle
        case apply
        /// Nothing before this moment.
        case wait(until: ContinuousClock.Instant)
    }

    private var hasReadState = false
    private var isDirty = false
    /// Failures in a row.
    package private(set) var failures = 0
    private var notBefore: ContinuousClock.Instant?

    package init() {}

    /// Whether the kernel holds all that is wanted, as far as is known.
    package var isInSync: Bool { hasReadState && !isDirty && failures == 0 }

    package mutating func handle(_ event: Event, at now: ContinuousClock.Instant) {
        switch event {
        case .stateRead:
            hasReadState = true
            isDirty = true
        case .stateChanged:
            isDirty = true
            // A new state may be the remedy: it need not wait for its turn.
            notBefore = nil
        case .kernelChanged:
            isDirty = true
        case .applied:
            isDirty = false
            failures = 0
            notBefore = nil
        case .failed:
            isDirty = true
            failures += 1
            notBefore = now + .milliseconds(100) * (1 << min(failures - 1, 7))
        }
    }

    /// What to do at `now`.
    ///
    /// Nothing is programmed, and above all nothing is swept away, before the whole desired state has been
    /// read once.
    package func decision(at now: ContinuousClock.Instant) -> Decision {
        guard hasReadState, isDirty else { return .idle }
        guard let notBefore, notBefore > now else { return .apply }
        return .wait(until: notBefore)
    }
}
