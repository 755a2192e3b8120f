import Status
import Testing

struct HealthTests {
    private func status(_ state: StatusSnapshot.State, applied: Bool = true) -> StatusSnapshot {
        var status = StatusSnapshot(nodeName: "n", version: "1")
        status.state = state
        if applied { status.lastApplied = .init(time: 1, generation: 1) }
        return status
    }

    private func health(
        _ status: StatusSnapshot, silence: Duration = .zero, behind: Duration? = .zero,
        _ limits: HealthLimits = HealthLimits()
    ) -> Health {
        Health(status, silence: silence, behind: behind, limits)
    }

    @Test func `a node whose kernel holds all is live and ready`() {
        let health = health(status(.inSync))
        #expect(health.live && health.ready)
        #expect(health.reason == "")
    }

    @Test func `before the first transaction there is no grace`() {
        let health = health(status(.programming, applied: false), behind: nil)
        #expect(health.live && !health.ready)
    }

    @Test(arguments: [StatusSnapshot.State.programming, .failing])
    func `a kernel that is behind for longer than the grace period is not ready, and says why`(
        state: StatusSnapshot.State
    ) {
        var status = status(state)
        status.reasons = ["add chain x: no memory"]
        #expect(health(status, behind: .seconds(10)).ready)
        let late = health(status, behind: .seconds(11))
        #expect(late.live && !late.ready)
        #expect(late.reason == "add chain x: no memory")
    }

    @Test func `a file with an error is told at once, with its place`() {
        var status = status(.inSync)
        status.files.problems = [
            FileProblem(.error, file: "a.yaml", line: 3, message: "bad", lastGoodInForce: true)
        ]
        let health = health(status)
        #expect(health.live && !health.ready)
        #expect(health.reason == "a.yaml:3: bad")
    }

    @Test func `a part that is silent for too long is neither live nor ready`() {
        let health = health(status(.inSync), silence: .seconds(91))
        #expect(!health.live && !health.ready)
        #expect(health.reason == "the agent's loop has not turned for 90 s")
    }

    @Test func `each part has a limit of its own, and the kernel a grace period`() {
        var limits = HealthLimits()
        limits.mainLoop = .seconds(5)
        #expect(health(status(.inSync), silence: .seconds(5), limits).live)
        #expect(!health(status(.inSync), silence: .seconds(6), limits).live)
        limits.mainLoop = nil
        limits.calculation = .seconds(3)
        #expect(!health(status(.inSync), silence: .seconds(4), limits).live)
        limits.grace = .seconds(60)
        #expect(health(status(.failing), behind: .seconds(60), limits).ready)
        #expect(!health(status(.failing), behind: .seconds(61), limits).ready)
    }

    @Test func `without limits silence does not count`() {
        var limits = HealthLimits()
        (limits.mainLoop, limits.calculation) = (nil, nil)
        #expect(health(status(.inSync), silence: .seconds(10_000), limits).live)
    }

    @Test func `the table has Felix's columns`() {
        #expect(
            health(status(.inSync)).table == """
                +---------------------------+---------+----------------+-----------------+--------+
                | COMPONENT                 | TIMEOUT | LIVENESS       | READINESS       | DETAIL |
                +---------------------------+---------+----------------+-----------------+--------+
                | CalculationGraph          | 1m30s   | reporting live | reporting ready |        |
                | FelixStartup              | -       | reporting live | reporting ready |        |
                | InternalDataplaneMainLoop | 1m30s   | reporting live | reporting ready |        |
                | StateDirectory            | -       | -              | reporting ready |        |
                +---------------------------+---------+----------------+-----------------+--------+

                """)
    }

    @Test func `what has timed out says so in the table`() {
        let table = health(status(.inSync), silence: .seconds(91)).table
        #expect(table.contains("| InternalDataplaneMainLoop | 1m30s   | timed out      | timed out       |"))
    }

    @Test func `the list says of each part what it is`() {
        var status = status(.inSync)
        status.files.problems = [FileProblem(.error, file: "a.yaml", message: "bad")]
        #expect(
            health(status).list("readyz", \.ready) == """
                [+]CalculationGraph ok
                [+]FelixStartup ok
                [+]InternalDataplaneMainLoop ok
                [-]StateDirectory failed: a.yaml: bad
                readyz check failed

                """)
    }
}
