import Testing
import gemeld

struct PacingTests {
    private let start: ContinuousClock.Instant
    private var pacing: Pacing

    init() {
        start = .now
        pacing = Pacing(at: start)
    }

    private func after(_ milliseconds: Int) -> ContinuousClock.Instant {
        start.advanced(by: .milliseconds(milliseconds))
    }

    @Test mutating func `work is followed by as much rest`() {
        pacing.begin(at: after(0))
        pacing.end(at: after(20))
        #expect(pacing.rest(at: after(20)) == .milliseconds(20))
        #expect(pacing.rest(at: after(35)) == .milliseconds(5))
        #expect(pacing.rest(at: after(40)) == nil)
    }

    @Test mutating func `the rest is in proportion to the work`() {
        pacing = Pacing(resting: 3, at: start)
        pacing.begin(at: after(0))
        pacing.end(at: after(20))
        #expect(pacing.rest(at: after(20)) == .milliseconds(60))
    }

    @Test mutating func `who has rested for long waits for nothing`() {
        pacing.begin(at: after(0))
        pacing.end(at: after(20))
        pacing.begin(at: after(1000))
        #expect(pacing.rest(at: after(1000)) == nil)
    }

    @Test mutating func `a turn within a rest makes that longer`() {
        pacing.begin(at: after(0))
        pacing.end(at: after(20))
        pacing.begin(at: after(20))
        pacing.end(at: after(25))
        #expect(pacing.rest(at: after(25)) == .milliseconds(25))
    }

    @Test(arguments: [100, 1000])
    mutating func `no rest is longer than it may be`(longest: Int) {
        pacing = Pacing(atMost: .milliseconds(longest), at: start)
        pacing.begin(at: after(0))
        pacing.end(at: after(5000))
        #expect(pacing.rest(at: after(5000)) == .milliseconds(longest))
    }
}
