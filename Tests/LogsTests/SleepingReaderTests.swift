import Glibc
import Logging
import Synchronization
import Testing

@testable import Logs

/// Pipes, with and without a name, whose readers sleep: whoever logs must not.
@Suite(.timeLimit(.minutes(1))) struct SleepingReaderTests {
    @Test func `a screen that nobody reads keeps nobody waiting, and what it does not take is counted`()
        async throws
    {
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        let (reader, writer) = (ends[0], ends[1])
        _ = fcntl(reader, F_SETFL, O_NONBLOCK)
        defer { for end in [reader, writer] { close(end) } }
        let router = LogRouter("gemeld", screen: writer, journal: "/nowhere")
        #expect(await fills(router) { reader })
        let lost = router.losses.errors
        let whole = drain(reader).split(separator: "\n").filter { $0.hasSuffix("x end") }
        #expect(lost > 0 && whole.count == 100 - lost)
        // When there is room again, the next message has a line of its own.
        logger(router).error("later")
        #expect(drain(reader).split(separator: "\n").map { $0.hasSuffix("Z error later") } == [true])
    }

    @Test(arguments: [true, false])
    func `a named pipe as the log file that nobody reads, or has even opened, keeps nobody waiting`(
        isOpen: Bool
    ) async throws {
        let path = "/tmp/gemel-fifo-\(getpid())-\(isOpen)"
        try #require(unsafe mkfifo(path, 0o600) == 0)
        defer { _ = unsafe unlink(path) }
        let open = { @Sendable in unsafe Glibc.open(path, O_RDONLY | O_NONBLOCK) }
        let reader = isOpen ? open() : -1
        defer { if reader >= 0 { close(reader) } }
        let router = LogRouter("gemeld", screen: -1, journal: "/nowhere")
        var routes = LogRoutes()
        (routes.screenLevel, routes.fileLevel, routes.filePath) = (nil, .info, path)
        router.configure(routes)
        #expect(await fills(router) { isOpen ? reader : open() })
        #expect(router.losses.errors > 0)
    }

    /// Whether more than a pipe holds can be logged without anybody who reads.
    ///
    /// - Parameter reader: what is read from if not, so that the test ends.
    private func fills(_ router: LogRouter, reader: @Sendable () -> Int32) async -> Bool {
        let ended = Flag()
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Each in more than one piece; together more than the 64 KiB of a pipe.
                for _ in 0..<100 { logger(router).info("\(String(repeating: "x", count: 5_000)) end") }
                ended.set()
            }
            for _ in 0..<500 where !ended.isSet {
                try? await Task.sleep(for: .milliseconds(10))
            }
            let isGood = ended.isSet
            if !isGood {
                let reader = reader()
                while !ended.isSet { _ = drain(reader) }
            }
            return isGood
        }
    }
}

private final class Flag: Sendable {
    private let state = Atomic(false)

    var isSet: Bool { state.load(ordering: .acquiring) }

    func set() { state.store(true, ordering: .releasing) }
}

private func logger(_ router: LogRouter) -> Logger { Logger(label: "test") { _ in RoutedLogHandler(router) } }

/// What can be read at once.
private func drain(_ descriptor: Int32) -> String {
    var text: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65_536)
    while case let count = unsafe read(descriptor, &bytes, bytes.count), count > 0 { text += bytes[..<count] }
    return String(decoding: text, as: UTF8.self)
}
