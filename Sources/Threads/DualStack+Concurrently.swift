package import Addressing
import Synchronization

extension DualStack where Value: Sendable {
    /// Makes both values at the same time; for work that takes much longer than a thread takes to start, about
    /// 50 us.
    package static func concurrently<Failure: Error>(
        _ make: @Sendable (IPFamily) throws(Failure) -> Value
    ) throws(Failure) -> DualStack {
        let results = DualStack<Slot<Result<Value, Failure>>> { _ in Slot() }
        Threads.concurrently(IPFamily.allCases.count) { number in
            let family = IPFamily.allCases[number]
            results[family].content = Result { () throws(Failure) in try make(family) }
        }
        return try DualStack { family throws(Failure) in
            guard let result = results[family].content else { return try make(family) }
            return try result.get()
        }
    }
}

/// Where one thread leaves what another takes.
final class Slot<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)

    var content: Value? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
