package import Monitoring
import NIOCore
import ServiceLifecycle
package import Status
import Synchronization

/// Adds to what is published what is counted only when somebody asks, on the thread of who asks.
package typealias CountOnDemand = @Sendable (inout StatusSnapshot, inout Measurements) -> Void

/// Where the thread that decides and the threads that serve meet.
///
/// The deciding thread publishes its status, tells that it is alive, and answers requests; the others
/// only look and ask. Nobody ever waits for the other under the lock.
package final class StatusBoard: Sendable {
    private let content: Mutex<Content>
    private let wake: @Sendable () -> Void

    private struct Content {
        var snapshot: StatusSnapshot
        var configuration = ConfigurationListing(isRunning: true, parameters: [], problems: [])
        var measurements = Measurements()
        var count: CountOnDemand = { _, _ in }
        var lastBeat: ContinuousClock.Instant
        /// When the kernel was last known to hold what was wanted.
        var lastInSync: ContinuousClock.Instant?
        var limits = HealthLimits()
        var requests: [SyncRequest] = []

        func health(at now: ContinuousClock.Instant) -> Health {
            Health(snapshot, silence: now - lastBeat, behind: lastInSync.map { now - $0 }, limits)
        }
    }

    /// - Parameters:
    ///   - snapshot: what is shown until the first one is published.
    ///   - wake: called from any thread when a request waits, to end the deciding thread's sleep.
    package init(
        _ snapshot: StatusSnapshot, now: ContinuousClock.Instant = .now, wake: @escaping @Sendable () -> Void
    ) {
        self.content = Mutex(Content(snapshot: snapshot, lastBeat: now))
        self.wake = wake
    }
}

// What the deciding thread calls.
extension StatusBoard {
    /// Shows `snapshot` from now on, but for its `live`: that is judged from the beats; and what was measured.
    ///
    /// - Parameter count: adds what it would take too long to count each time, when somebody asks.
    package func publish(
        _ snapshot: StatusSnapshot, _ measurements: Measurements? = nil,
        at now: ContinuousClock.Instant = .now, count: CountOnDemand? = nil
    ) {
        content.withLock {
            $0.snapshot = snapshot
            if snapshot.state == .inSync { $0.lastInSync = now }
            if let measurements { $0.measurements = measurements }
            if let count { $0.count = count }
        }
    }

    /// Shows `configuration` from now on.
    package func publish(_ configuration: ConfigurationListing) {
        content.withLock { $0.configuration = configuration }
    }

    /// Judges health by `limits` from now on.
    package func publish(_ limits: HealthLimits) {
        content.withLock { $0.limits = limits }
    }

    /// Tells that the deciding thread turns; to be called at least every few seconds.
    package func beat(at now: ContinuousClock.Instant = .now) {
        content.withLock { $0.lastBeat = now }
    }

    /// The requests that came since the last call, each to be answered once, now or later.
    package func takeSyncRequests() -> [SyncRequest] {
        content.withLock { content in
            defer { content.requests = [] }
            return content.requests
        }
    }
}

// What the serving threads call.
extension StatusBoard {
    package var snapshot: StatusSnapshot { snapshot(at: .now) }

    /// The last published configuration.
    package var configuration: ConfigurationListing { content.withLock { $0.configuration } }

    /// The last published status, alive and ready only if the deciding thread was heard of lately.
    package func snapshot(at now: ContinuousClock.Instant) -> StatusSnapshot {
        view(at: now).status
    }

    /// That status, and what was measured until it was published.
    package func view(at now: ContinuousClock.Instant) -> (status: StatusSnapshot, measured: Measurements) {
        let content = content.withLock { $0 }
        let health = content.health(at: now)
        var (snapshot, measured) = (content.snapshot, content.measurements)
        content.count(&snapshot, &measured)
        snapshot.live = health.live
        snapshot.ready = health.ready
        return (snapshot, measured)
    }

    /// What the agent's parts say of themselves, or their silence.
    package func health(at now: ContinuousClock.Instant = .now) -> Health {
        content.withLock { $0 }.health(at: now)
    }

    /// Asks the deciding thread whether all is in the kernel, and waits for its answer.
    ///
    /// If it has none after `timeout`, the answer is what the last published status knows to be missing.
    /// A task that is cancelled or should shut down is answered at once: connections that wait would hold the end up.
    package func requestSync(timeout: Duration) async -> SyncResult {
        // Who only asks and does not wait still gets the agent's own answer, not silence.
        let request = SyncRequest(deadline: .now + max(timeout, .milliseconds(250)))
        content.withLock { $0.requests.append(request) }
        wake()
        let left = max(.zero, request.deadline - .now)
        let timer = eventLoopGroup.any().scheduleTask(in: .nanoseconds(Int64(left / .nanoseconds(1)))) {
            self.withdraw(request)
        }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withGracefulShutdownHandler {
                await request.result
            } onGracefulShutdown: {
                request.answer(.shuttingDown)
            }
        } onCancel: {
            request.answer(.shuttingDown)
        }
    }

    private func withdraw(_ request: SyncRequest) {
        let missing = content.withLock { content in
            content.requests.removeAll { $0 === request }
            return content.snapshot
        }.missing
        let silence = "the agent has not said in time what is missing"
        request.answer(.missing(missing.isEmpty ? [silence] : missing))
    }
}

extension SyncResult {
    fileprivate static var shuttingDown: SyncResult { .missing(["the agent is shutting down"]) }
}

/// The reading of the clock by which measurements are dated, in seconds.
package func seconds(_ instant: ContinuousClock.Instant) -> Double {
    (instant - clockOrigin) / .seconds(1)
}

private let clockOrigin = ContinuousClock.now
