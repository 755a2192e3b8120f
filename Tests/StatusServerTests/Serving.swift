import Logging
import ServiceLifecycle
import Status
import StatusServer
import Synchronization

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

func board(wake: @escaping @Sendable () -> Void = {}) -> StatusBoard {
    StatusBoard(StatusSnapshot(nodeName: "node-1", version: "0.1.0"), wake: wake)
}

/// Runs `services` while `body` runs, then shuts them down as a signal would, and waits for their end.
func serving(_ services: [any Service], _ body: () async throws -> Void) async throws {
    let group = ServiceGroup(configuration: .init(services: services, logger: quiet))
    let running = Task { try await group.run() }
    do {
        try await body()
    } catch {
        await group.triggerGracefulShutdown()
        try await running.value
        throw error
    }
    await group.triggerGracefulShutdown()
    try await running.value
}

/// Waits until `condition` gives a value, for 10 seconds at most.
@discardableResult
func eventually<Value>(_ condition: () async throws -> Value?) async throws -> Value {
    let deadline = ContinuousClock.now + .seconds(10)
    while true {
        if let value = try await condition() { return value }
        guard ContinuousClock.now < deadline else { throw NeverHappened() }
        try await Task.sleep(for: .milliseconds(10))
    }
}

struct NeverHappened: Error {}

/// A value that several threads write to and read.
final class Box<Value: Sendable>: Sendable {
    private let content: Mutex<Value>
    init(_ value: Value) { content = Mutex(value) }
    var value: Value { content.withLock { $0 } }
    func change(_ body: @Sendable (inout Value) -> Void) { content.withLock { body(&$0) } }
}
