package import Status
import Synchronization

/// Somebody who waits until the kernel holds what the state directory said when they asked.
package final class SyncRequest: Sendable {
    /// When the asker stops waiting; the board answers then, if nobody else did.
    package let deadline: ContinuousClock.Instant
    private let state = Mutex(State.open)

    private enum State {
        case open
        case awaited(CheckedContinuation<SyncResult, Never>)
        case answered(SyncResult)
    }

    init(deadline: ContinuousClock.Instant) {
        self.deadline = deadline
    }

    /// Answers the asker.
    ///
    /// Only the first answer counts, and it is no fault if nobody listens any more.
    package func answer(_ result: SyncResult) {
        let asker: CheckedContinuation<SyncResult, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .answered(result)
                return nil
            case .awaited(let asker):
                state = .answered(result)
                return asker
            case .answered:
                return nil
            }
        }
        asker?.resume(returning: result)
    }

    /// Whether there is an answer already, so that the request can be forgotten.
    package var isAnswered: Bool {
        state.withLock { state in
            if case .answered = state { true } else { false }
        }
    }

    /// The answer, once there is one; to be read by one task only.
    var result: SyncResult {
        get async {
            await withCheckedContinuation { asker in
                let result: SyncResult? = state.withLock { state in
                    if case .answered(let result) = state { return result }
                    state = .awaited(asker)
                    return nil
                }
                if let result { asker.resume(returning: result) }
            }
        }
    }
}
