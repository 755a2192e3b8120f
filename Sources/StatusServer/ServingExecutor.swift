import NIOPosix

/// Runs the tasks that serve on threads of their own, which sleep until there is something to do.
///
/// Swift's usual executor is libdispatch's pool, which on Linux looks after its threads once a second for as long as
/// the process lives; it is not begun by tasks that prefer this one, nor by what they call.
package final class ServingExecutor: TaskExecutor {
    /// The one there is, for as long as the process lives.
    package static let shared = ServingExecutor()

    /// So many that a client who asks for much, such as all counters, does not keep others waiting.
    private let threads = NIOThreadPool(numberOfThreads: 4)

    private init() { threads.start() }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        threads.submit { [self] _ in unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
