import Addressing
import HashTreeCollections
import Nftables
import Reconciliation
import TestSupport
import Testing

@Suite struct RulesetPlanTests {
    @Test(arguments: IPFamily.allCases)
    func `a ruleset that is there needs no plan`(family: IPFamily) {
        let ruleset = example(family)
        #expect(RulesetPlan(from: ruleset, to: ruleset).isEmpty)
    }

    @Test(arguments: IPFamily.allCases)
    func `whatever the table is, its plan makes it what it should be`(family: IPFamily) {
        var random = RepeatableNumbers(seed: 7)
        for _ in 0..<200 {
            let old = randomRuleset(family, &random)
            let new = randomRuleset(family, &random)
            var kernel = old
            let plan = RulesetPlan(from: old, to: new)
            #expect(kernel.carryOut(plan) == nil)
            #expect(kernel == new)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a table is made in an order in which nothing refers to what is not there yet`(family: IPFamily) {
        var kernel: Ruleset = Ruleset(family)
        let plan = RulesetPlan(from: nil, to: example(family))
        #expect(plan.operations.first == .addTable)
        #expect(kernel.carryOut(plan) == nil)
        #expect(kernel == example(family))
    }

    @Test func `a rule in the middle of a chain comes and goes without touching its neighbours`() {
        let rules = ["a", "b", "c"].map { Rule(.interface(.input, $0), then: [.verdict(.accept)]) }
        var old = Ruleset(.v4)
        var new = Ruleset(.v4)
        old.add(Chain("policy", rules: [rules[0], rules[2]]))
        new.add(Chain("policy", rules: rules))
        #expect(
            RulesetPlan(from: old, to: new).operations == [.addRule(rules[1], chain: "policy", before: 1)])
        #expect(RulesetPlan(from: new, to: old).operations == [.deleteRule(chain: "policy", at: 1)])
    }

    @Test func `one member more is one member sent`() {
        var old = Ruleset(.v6)
        var new = Ruleset(.v6)
        let set = { NamedSet("hosts", key: [.ipv6Address], elements: .values($0)) }
        old.add(set([1, 2, 4]))
        new.add(set([1, 2, 3, 4]))
        #expect(
            RulesetPlan(from: old, to: new).operations == [.addElements(set([1, 2, 3, 4]), .values([3]))])
    }

    @Test func `a set of another type makes the table be written anew in the same transaction`() {
        var old = Ruleset(.v4)
        var new = Ruleset(.v4)
        old.add(NamedSet("x", key: [.ipv4Address], elements: .values([])))
        new.add(NamedSet("x", key: [.port], elements: .values([])))
        #expect(Array(RulesetPlan(from: old, to: new).operations.prefix(2)) == [.deleteTable, .addTable])
    }

    @Test(arguments: IPFamily.allCases)
    func `a listed table is recognised rule by rule`(family: IPFamily) {
        let wanted = example(family)
        var listed = wanted
        for (name, chain) in wanted.chains {
            listed.chains[name]?.rules = chain.rules.map {
                Rule(observed: $0.expressions(family), comment: $0.comment)
            }
        }
        #expect(RulesetPlan(from: listed.recognised(by: wanted), to: wanted).isEmpty)
        listed.chains["policy"]?.rules.append(Rule(observed: [.verdict(.accept)], comment: "foreign"))
        #expect(
            RulesetPlan(from: listed.recognised(by: wanted), to: wanted).operations
                == [.deleteRule(chain: "policy", at: 2)])
    }
}

private func example(_ family: IPFamily) -> Ruleset {
    var ruleset = Ruleset(family)
    ruleset.add(NamedSet("hosts", key: [.address(family)], elements: .values([1, 2, 3])))
    ruleset.add(
        NamedSet(
            "to", key: [.interfaceName], value: .verdict,
            elements: .keyed([Element(key: interfaceKey("cali1"), verdict: .goto("policy"))])))
    ruleset.add(
        Chain(
            "forward", hook: BaseHook(.forward, priority: 0),
            rules: [Rule(then: [.interfaceVerdict(.output, map: "to")])]))
    ruleset.add(
        Chain(
            "policy",
            rules: [
                Rule(.addressSet(.source, "hosts"), then: [.counter, .verdict(.accept)], comment: "rule 1"),
                Rule(then: [.counter, .verdict(.drop)]),
            ]))
    return ruleset
}
