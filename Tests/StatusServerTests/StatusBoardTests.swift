import Addressing
import Monitoring
import Status
import StatusServer
import Testing

struct StatusBoardTests {
    @Test func `an agent that was not heard of for too long is neither live nor ready`() {
        let start = ContinuousClock.now
        let board = StatusBoard(StatusSnapshot(nodeName: "n", version: "0"), now: start) {}
        board.publish(StatusSnapshot(nodeName: "n", version: "0").inSync)
        #expect(board.snapshot(at: start + .seconds(90)).live)
        #expect(board.snapshot(at: start + .seconds(90)).ready)
        #expect(!board.snapshot(at: start + .seconds(91)).live)
        #expect(!board.snapshot(at: start + .seconds(91)).ready)
        board.beat(at: start + .seconds(50))
        #expect(board.snapshot(at: start + .seconds(140)).ready)
        var limits = HealthLimits()
        (limits.mainLoop, limits.calculation) = (.seconds(20), .seconds(20))
        board.publish(limits)
        #expect(!board.snapshot(at: start + .seconds(80)).live)
    }

    @Test func `a change that is programmed within the grace period leaves the node ready`() {
        let start = ContinuousClock.now
        let board = StatusBoard(StatusSnapshot(nodeName: "n", version: "0"), now: start) {}
        var snapshot = StatusSnapshot(nodeName: "n", version: "0").inSync
        board.publish(snapshot, at: start)
        snapshot.state = .programming
        board.publish(snapshot, at: start + .seconds(1))
        #expect(board.snapshot(at: start + .seconds(10)).ready)
        #expect(!board.snapshot(at: start + .seconds(11)).ready)
        #expect(board.snapshot(at: start + .seconds(11)).live)
    }

    @Test func `what takes long to count is counted when somebody asks, by what was published last`() {
        let counted = Box(0)
        let board = board()
        for elements in 1...3 {
            board.publish(
                StatusSnapshot(nodeName: "n", version: "0"), Measurements(),
                count: { snapshot, measured in
                    counted.change { $0 += 1 }
                    snapshot.counts.v6.elements = elements
                    measured.largestSet.v6 = elements
                })
        }
        #expect(counted.value == 0)
        let view = board.view(at: .now)
        #expect((view.status.counts.v6.elements, view.measured.largestSet.v6) == (3, 3))
        #expect(counted.value == 1)
    }

    @Test func `a request wakes the agent, is taken once, and gets the agent's answer`() async throws {
        let wakes = Box(0)
        let board = board { wakes.change { $0 += 1 } }
        async let result = board.requestSync(timeout: .seconds(30))
        let request = try await eventually { board.takeSyncRequests().first }
        #expect(wakes.value == 1)
        #expect(board.takeSyncRequests().isEmpty)
        #expect(!request.isAnswered)
        request.answer(.inSync)
        request.answer(.missing(["too late to count"]))
        #expect(request.isAnswered)
        #expect(await result == .inSync)
    }

    @Test func `an agent that answers inside the call that wakes it is heard`() async {
        let place = Box<StatusBoard?>(nil)
        let board = board { place.value?.takeSyncRequests().forEach { $0.answer(.missing(["a"])) } }
        place.change { $0 = board }
        #expect(await board.requestSync(timeout: .seconds(30)) == .missing(["a"]))
    }

    @Test func `without an answer in time, what the status knows is the answer`() async {
        let board = board()
        var snapshot = StatusSnapshot(nodeName: "n", version: "0")
        snapshot.reasons = ["the state directory is being read"]
        board.publish(snapshot)
        #expect(await board.requestSync(timeout: .zero) == .missing(["the state directory is being read"]))
        #expect(board.takeSyncRequests().isEmpty)
    }

    @Test func `without an answer and without a reason, the silence is the answer`() async {
        let result = await board().requestSync(timeout: .zero)
        #expect(result == .missing(["the agent has not said in time what is missing"]))
    }

    @Test func `whoever stops waiting is let go, and an answer later does no harm`() async throws {
        let board = board()
        let asker = Task { await board.requestSync(timeout: .seconds(30)) }
        let request = try await eventually { board.takeSyncRequests().first }
        asker.cancel()
        #expect(await !asker.value.inSync)
        request.answer(.inSync)
    }
}
