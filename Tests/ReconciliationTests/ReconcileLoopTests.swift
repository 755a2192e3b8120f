import Reconciliation
import Testing

struct ReconcileLoopTests {
    let now = ContinuousClock.now

    @Test func `the kernel stays untouched until the whole state has been read`() {
        var loop = ReconcileLoop()
        loop.handle(.stateChanged, at: now)
        loop.handle(.kernelChanged, at: now)
        #expect(loop.decision(at: now) == .idle)
        loop.handle(.stateRead, at: now)
        #expect(loop.decision(at: now) == .apply)
    }

    @Test func `nothing is written while nothing changes`() {
        var loop = ReconcileLoop()
        loop.handle(.stateRead, at: now)
        loop.handle(.applied, at: now)
        #expect(loop.decision(at: now) == .idle)
        #expect(loop.isInSync)
    }

    @Test func `failures are tried again, later each time and at least every 13 seconds`() {
        var loop = ReconcileLoop()
        loop.handle(.stateRead, at: now)
        var waits: [Duration] = []
        for _ in 0..<10 {
            loop.handle(.failed, at: now)
            guard case .wait(let until) = loop.decision(at: now) else { continue }
            waits.append(until - now)
            #expect(loop.decision(at: until) == .apply)
        }
        #expect(waits.count == 10)
        #expect(waits.first == .milliseconds(100))
        #expect(waits.last == .milliseconds(12_800))
        #expect(!loop.isInSync)
    }

    @Test func `a new state is tried at once even after failures`() {
        var loop = ReconcileLoop()
        loop.handle(.stateRead, at: now)
        loop.handle(.failed, at: now)
        loop.handle(.stateChanged, at: now)
        #expect(loop.decision(at: now) == .apply)
    }
}
