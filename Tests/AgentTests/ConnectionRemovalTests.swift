import Addressing
import Calculation
import PolicyDecision
import Resources
import Testing
import gemeld

struct ConnectionRemovalTests {
    /// When the first look has ended.
    private let start = ContinuousClock.now.advanced(by: .seconds(1))
    private let surroundings = HostSurroundings()

    /// What a node with one host endpoint has, to which a policy lets come all or nothing.
    private func state(_ rule: PolicyRule) -> NodeState {
        var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
        let host = HostEndpoint(name: "host", node: "node-a", interface: .named("eth0"))
        calculator.update(Resource.hostEndpoint(host).id, .hostEndpoint(host))
        let policy = Policy(
            ResourceID(.globalNetworkPolicy, name: "p"), appliesToIngress: true, appliesToEgress: false,
            ingress: [rule])
        calculator.update(policy.id, .policy(policy))
        return calculator.calculate()
    }

    private func after(_ milliseconds: Int) -> ContinuousClock.Instant {
        start.advanced(by: .milliseconds(milliseconds))
    }

    /// After a look of 20 ms at the start, when all was allowed.
    private func looked() -> ConnectionRemoval {
        var removal = ConnectionRemoval()
        removal.owe()
        removal.complete(state(PolicyRule(.allow)), surroundings, took: (after(-20), start))
        return removal
    }

    @Test func `a look is followed by a rest, unless somebody waits or nothing is owed`() {
        var removal = looked()
        #expect(removal.delay(at: start) == nil)
        removal.take(NodeChanges(from: state(PolicyRule(.allow)), to: state(PolicyRule(.deny))))
        removal.owe()
        #expect(removal.delay(at: start) == .milliseconds(60))
        #expect(removal.delay(at: start, isAwaited: true) == .zero)
        #expect(removal.delay(at: after(60)) == .zero)
        removal.waive()
        #expect(removal.delay(at: after(60)) == nil)
    }

    @Test func `what the kernel was told to forbid is looked for, though it does not take what came since`() {
        var removal = looked()
        let denying = state(PolicyRule(.deny))
        removal.take(NodeChanges(from: state(PolicyRule(.allow)), to: denying))
        removal.owe()
        removal.take(NodeChanges())
        #expect(removal.delay(at: after(60)) == .zero)
        #expect(removal.denied(by: denying, at: surroundings).families == IPFamily.allCases)
    }

    @Test func `a look that failed is tried again although the kernel refuses what came since`() {
        var removal = looked()
        let denying = state(PolicyRule(.deny))
        removal.take(NodeChanges(from: state(PolicyRule(.allow)), to: denying))
        removal.owe()
        removal.fail()
        #expect(removal.delay(at: after(60)) == nil)
        removal.take(NodeChanges())
        removal.retry()
        #expect(removal.delay(at: after(60)) == .zero)
        #expect(removal.denied(by: denying, at: surroundings).families == IPFamily.allCases)
    }

    @Test func `what was let through before the kernel took a change is looked for once it has taken it`() {
        var removal = looked()
        let denying = state(PolicyRule(.deny))
        removal.owe()
        removal.take(NodeChanges(from: state(PolicyRule(.allow)), to: denying))
        removal.complete(denying, surroundings, took: nil)
        removal.owe()
        #expect(removal.denied(by: denying, at: surroundings).families == IPFamily.allCases)
        removal.complete(denying, surroundings, took: nil)
        #expect(removal.denied(by: denying, at: surroundings).families.isEmpty)
    }
}
