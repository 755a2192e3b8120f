import Addressing
import ControlClient
import FoundationEssentials
import Status
import StatusServer
import Testing

struct ControlSocketTests {
    let directory = "/tmp/gemel-test-\(UUID().uuidString.prefix(8))/run"
    var socket: String { "\(directory)/gemel.sock" }

    private func serving(_ board: StatusBoard, _ body: () async throws -> Void) async throws {
        let service = ControlService(
            socket: socket, board: board, logger: quiet, retryInterval: .milliseconds(20))
        defer { try? FileManager.default.removeItem(atPath: String(directory.dropLast("/run".count))) }
        try await StatusServerTests.serving([service], body)
    }

    @Test func `the status comes over the socket as it was published`() async throws {
        let board = board()
        var snapshot = StatusSnapshot(nodeName: "node-1", version: "0.1.0")
        snapshot.state = .inSync
        snapshot.ready = true
        snapshot.lastApplied = .init(time: 1.5, generation: 9)
        snapshot.counts.v6.rules = 4
        snapshot.files = Files(
            total: 1, problems: [FileProblem(.warning, file: "a/b.yaml", line: 1, message: "odd")])
        board.publish(snapshot)
        try await serving(board) {
            let answer = try await eventually { try? await fetchStatus(socket: socket, timeout: .seconds(5)) }
            #expect(answer.snapshot == snapshot)
            let json = String(decoding: answer.json, as: UTF8.self)
            #expect(json.contains(#""file" : "a/b.yaml""#))
            #expect(json.contains(#""ipv6" : {"#))
            #expect(json.hasSuffix("}\n"))
        }
    }

    @Test func `only the owner may connect, and the directory is open`() async throws {
        try await serving(board()) {
            try await eventually { try? await fetchStatus(socket: socket, timeout: .seconds(5)) }
            #expect(try permissions(socket) == 0o600)
            #expect(try permissions(directory) == 0o755)
        }
    }

    @Test func `sync waits for the agent's answer`() async throws {
        let board = board()
        try await serving(board) {
            async let result = sync(socket: socket, timeout: .seconds(20))
            try await eventually { board.takeSyncRequests().first }.answer(.inSync)
            #expect(try await result == .inSync)
        }
    }

    @Test func `sync brings what is missing`() async throws {
        let board = board()
        try await serving(board) {
            async let result = sync(socket: socket, timeout: .seconds(20))
            try await eventually { board.takeSyncRequests().first }.answer(.missing(["a", "b"]))
            #expect(try await result == .missing(["a", "b"]))
        }
    }

    @Test func `sync ends in time if the agent says nothing`() async throws {
        let board = board()
        try await serving(board) {
            try await eventually { try? await fetchStatus(socket: socket, timeout: .seconds(5)) }
            let start = ContinuousClock.now
            let result = try await sync(socket: socket, timeout: .milliseconds(200))
            #expect(!result.inSync)
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test func `sync waits for an agent that is still starting`() async throws {
        let socket = socket
        let asker = Task { try await sync(socket: socket, timeout: .seconds(20)) }
        try await Task.sleep(for: .milliseconds(150))
        let board = board()
        try await serving(board) {
            try await eventually { board.takeSyncRequests().first }.answer(.inSync)
            #expect(try await asker.value == .inSync)
        }
    }

    @Test func `a shutdown does not wait for those who wait`() async throws {
        let board = board()
        let socket = socket
        let start = ContinuousClock.now
        let asker = Box<Task<(status: Int, body: [UInt8]), any Error>?>(nil)
        try await serving(board) {
            try await eventually { try? await fetchStatus(socket: socket, timeout: .seconds(5)) }
            let task = Task {
                try await request("POST", "/v1/sync?timeout=60", socket: socket, timeout: .seconds(60))
            }
            asker.change { $0 = task }
            try await eventually { board.takeSyncRequests().first }
        }
        #expect(try await asker.value?.value.status == 503)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test(arguments: [
        ("GET", "/"), ("GET", "/v1/sync"), ("POST", "/v1/status"), ("GET", "/v1/status/"),
        ("GET", "/readiness"),
    ])
    func `anything else is not found`(method: String, path: String) async throws {
        try await serving(board()) {
            let answer = try await eventually {
                try? await request(method, path, socket: socket, timeout: .seconds(5))
            }
            #expect(answer.status == 404)
        }
    }

    @Test(arguments: ["x", "-1", "nan", "inf", "1e9", ""])
    func `a senseless timeout is a bad request`(timeout: String) async throws {
        try await serving(board()) {
            let answer = try await eventually {
                try? await request(
                    "POST", "/v1/sync?timeout=\(timeout)", socket: socket, timeout: .seconds(5))
            }
            #expect(answer.status == 400)
        }
    }

    @Test func `a socket that a dead agent left behind is replaced`() async throws {
        let dying = ControlService(
            socket: socket, board: board(), logger: quiet, retryInterval: .milliseconds(20))
        try await StatusServerTests.serving([dying]) {
            try await eventually { try? await fetchStatus(socket: socket, timeout: .seconds(5)) }
            // Out of the way, so that its end does not remove it, as with an agent that is killed.
            try FileManager.default.moveItem(atPath: socket, toPath: socket + ".aside")
        }
        try FileManager.default.moveItem(atPath: socket + ".aside", toPath: socket)
        await #expect(throws: ControlError.notReachable(socket)) {
            try await fetchStatus(socket: socket, timeout: .seconds(5))
        }
        try await serving(board()) {
            try await eventually { try? await fetchStatus(socket: socket, timeout: .seconds(5)) }
        }
    }

    @Test func `a second agent does not take a living agent's socket`() async throws {
        let first = board()
        var snapshot = StatusSnapshot(nodeName: "first", version: "0")
        snapshot.state = .inSync
        first.publish(snapshot)
        try await serving(first) {
            try await eventually { try? await fetchStatus(socket: socket, timeout: .seconds(5)) }
            let second = ControlService(
                socket: socket, board: board(), logger: quiet, retryInterval: .milliseconds(20))
            try await StatusServerTests.serving([second]) {
                try await Task.sleep(for: .milliseconds(200))
                #expect(
                    try await fetchStatus(socket: socket, timeout: .seconds(5)).snapshot.nodeName == "first")
            }
        }
    }

    @Test func `no socket is said in a sentence`() async {
        await #expect(throws: ControlError.notReachable(socket)) {
            try await request("GET", "/v1/status", socket: socket, timeout: .seconds(5))
        }
        #expect(
            ControlError.notReachable("/run/gemel/gemel.sock").description
                == "no agent answers on /run/gemel/gemel.sock: is gemeld running?")
    }

    private func permissions(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
