import Reconciliation
import Testing

struct RefreshScheduleTests {
    private let start = ContinuousClock.now

    @Test func `each part is due when its own time has passed since it was read`() {
        var schedule = RefreshSchedule()
        schedule.set(.rules, every: .seconds(180), at: start)
        schedule.set(.routes, every: .seconds(90), at: start)
        #expect(schedule.take(at: start) == [])
        #expect(schedule.next == start + .seconds(90))
        #expect(schedule.take(at: start + .seconds(89)) == [])
        #expect(schedule.take(at: start + .seconds(90)) == [.routes])
        #expect(schedule.take(at: start + .seconds(180)) == [.rules, .routes])
        #expect(schedule.take(at: start + .seconds(180)) == [])
        #expect(schedule.next == start + .seconds(270))
    }

    @Test func `what has no interval is never due`() {
        var schedule = RefreshSchedule()
        schedule.set(.interfaces, every: .zero, at: start)
        #expect(schedule.take(at: start) == [])
        #expect(schedule.take(at: start + .seconds(100_000)) == [])
        #expect(schedule.next == nil)
    }

    @Test func `a shorter interval counts from when the part was read`() {
        var schedule = RefreshSchedule()
        schedule.set(.rules, every: .seconds(180), at: start)
        schedule.set(.rules, every: .seconds(1), at: start + .seconds(1))
        #expect(schedule.take(at: start + .seconds(2)) == [.rules])
    }
}
