import NIOCore
import NIOHTTP1
import NIOPosix
import Status
import StatusServer
import Testing

struct HealthServiceTests {
    /// Serves health of `board` and passes on the addresses it is served on, as many as `count`.
    private func serving(
        _ host: String, _ board: StatusBoard, addresses count: Int = 1,
        _ body: ([SocketAddress]) async throws -> Void
    ) async throws {
        let opened = Box<[SocketAddress]>([])
        let service = HealthService(host: host, port: 0, board: board, logger: quiet) { address in
            opened.change { $0.append(address) }
        }
        try await StatusServerTests.serving([service]) {
            try await body(try await eventually { opened.value.count == count ? opened.value : nil })
        }
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `an agent is ready when it is in sync, and else the reason is told`(host: String) async throws {
        let board = board()
        try await serving(host, board) { addresses in
            var answer = try await fetch(.GET, "/readyz", at: addresses[0])
            #expect(answer == Page(status: 503, body: "not ready: starting\n"))

            var snapshot = board.snapshot
            snapshot.reasons = ["the state directory is being read"]
            board.publish(snapshot)
            answer = try await fetch(.GET, "/readyz", at: addresses[0])
            #expect(answer == Page(status: 503, body: "not ready: the state directory is being read\n"))

            board.publish(snapshot.inSync)
            answer = try await fetch(.GET, "/readyz", at: addresses[0])
            #expect(answer == Page(status: 200, body: "ready\n"))
        }
    }

    @Test(arguments: ["/livez", "/healthz"])
    func `an agent whose loop stands still is not live`(page: String) async throws {
        let board = board()
        try await serving("127.0.0.1", board) { addresses in
            var answer = try await fetch(.GET, page, at: addresses[0])
            #expect(answer == Page(status: 200, body: "live\n"))
            board.beat(at: .now - .seconds(91))
            answer = try await fetch(.GET, page, at: addresses[0])
            #expect(answer == Page(status: 503, body: "not live: the agent's loop has not turned for 90 s\n"))
        }
    }

    @Test func `Felix's pages answer any method with its table`() async throws {
        let board = board()
        try await serving("127.0.0.1", board) { addresses in
            var answer = try await fetch(.POST, "/liveness", at: addresses[0])
            #expect(answer.status == 200)
            #expect(answer.body.contains("| COMPONENT "))
            answer = try await fetch(.GET, "/readiness", at: addresses[0])
            #expect(answer.status == 503)
            #expect(answer.body.contains("| reporting non-ready |"))
            board.publish(board.snapshot.inSync)
            answer = try await fetch(.GET, "/readiness", at: addresses[0])
            #expect(answer.status == 200)
        }
    }

    @Test func `verbose has a line for each part, JSON has all`() async throws {
        let board = board()
        try await serving("127.0.0.1", board) { addresses in
            var answer = try await fetch(.GET, "/readyz?verbose", at: addresses[0])
            #expect(answer.status == 503)
            #expect(answer.body.hasPrefix("[-]CalculationGraph failed: starting\n"))
            #expect(answer.body.hasSuffix("readyz check failed\n"))
            answer = try await fetch(.GET, "/livez?verbose", at: addresses[0])
            #expect(answer.body.hasSuffix("[+]InternalDataplaneMainLoop ok\nlivez check passed\n"))
            answer = try await fetch(.GET, "/readyz", ["accept": "application/json"], at: addresses[0])
            #expect(answer.status == 503)
            #expect(answer.body.contains("\"ready\" : false"))
        }
    }

    @Test func `HEAD has the status and no body`() async throws {
        try await serving("127.0.0.1", board()) { addresses in
            let live = try await fetch(.HEAD, "/liveness", at: addresses[0])
            let ready = try await fetch(.HEAD, "/readiness", at: addresses[0])
            #expect(live == Page(status: 200, body: ""))
            #expect(ready == Page(status: 503, body: ""))
        }
    }

    @Test func `other pages and methods are not found`() async throws {
        try await serving("127.0.0.1", board()) { addresses in
            let page = try await fetch(.GET, "/v1/status", at: addresses[0])
            let method = try await fetch(.POST, "/livez", at: addresses[0])
            #expect(page.status == 404)
            #expect(method.status == 404)
        }
    }

    @Test func `localhost is served on both families`() async throws {
        try await serving("localhost", board(), addresses: 2) { addresses in
            #expect(Set(addresses.map(\.ipAddress)) == ["127.0.0.1", "::1"])
            for address in addresses {
                let answer = try await fetch(.GET, "/liveness", at: address)
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `every address takes IPv4 too`() async throws {
        try await serving("", board()) { addresses in
            let port = try #require(addresses[0].port)
            for host in ["127.0.0.1", "::1"] {
                let address = try SocketAddress(ipAddress: host, port: port)
                #expect(try await fetch(.GET, "/liveness", at: address).status == 200)
            }
        }
    }

    @Test func `a port in use is tried again until it is free`() async throws {
        let other = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0).get()
        let address = try #require(other.localAddress)
        let port = UInt16(try #require(address.port))
        let opened = Box(false)
        let service = HealthService(
            host: "127.0.0.1", port: port, board: board(), logger: quiet, retryInterval: .milliseconds(20)
        ) { _ in opened.change { $0 = true } }
        try await StatusServerTests.serving([service]) {
            try await Task.sleep(for: .milliseconds(100))
            #expect(!opened.value)
            try await other.close()
            _ = try await eventually { opened.value ? true : nil }
            #expect(try await fetch(.GET, "/liveness", at: address).status == 200)
        }
    }
}

extension StatusSnapshot {
    /// The same of an agent that has programmed all.
    var inSync: StatusSnapshot {
        var result = self
        result.state = .inSync
        result.reasons = []
        result.lastApplied = Application(time: 1, generation: 1)
        return result
    }
}
