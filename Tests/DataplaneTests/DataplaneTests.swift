import Addressing
import Dataplane
import HashTreeCollections
import Nftables
import Reconciliation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct DataplaneTests {
    @Test func `what was written is what is read back`() throws {
        try withNetworkNamespace {
            let wanted = richDesired()
            var dataplane = try Dataplane.open()
            #expect(dataplane.apply(wanted).failures.isEmpty)
            for table in Table.allCases {
                #expect(try kernelRuleset(table) == wanted.ruleset(table)?.listed)
            }
            let isThere = try dataplane.verify(wanted)
            #expect(isThere)
            var other = try Dataplane.open()
            let plans = try other.plan(wanted)
            #expect(plans.values.allSatisfy { $0.isEmpty })
        }
    }

    @Test func `what is already there is not written again`() throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            let wanted = shop(80...80)
            let first = dataplane.apply(wanted)
            #expect(first.transactions == 1)
            let second = dataplane.apply(wanted)
            #expect(!second.isChanged && second.failures.isEmpty)
            #expect(second.generation == first.generation)
            #expect(try generation() == first.generation)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `rules that stay keep their handles`(family: IPFamily) throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            _ = dataplane.apply(shop(80...80, 90...90, 100...100))
            let chain = "ingress-policy-shop/p"
            let before = try nftRules(family, chain: chain)
            let all = try handles(family)
            #expect(dataplane.apply(shop(80...80, 95...96, 100...100)).failures.isEmpty)
            let after = try nftRules(family, chain: chain)
            #expect(after.count == 3)
            #expect([after[0], after[2]] == [before[0], before[2]])
            #expect(after[1].contains("95-96"))
            for (name, old) in all where name != chain { #expect(try handles(family)[name] == old) }
        }
    }

    @Test func `a change of both families is one generation`() throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            let empty = try generation()
            let first = dataplane.apply(shop(80...80))
            #expect(first.generation == empty + 1)
            let second = dataplane.apply(shop(80...80, 90...90))
            #expect(second.operations[.v4] ?? 0 > 0 && second.operations[.v6] ?? 0 > 0)
            #expect(second.generation == empty + 2)
            #expect(try generation() == empty + 2)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a bad rule in one family leaves both as they were`(family: IPFamily) throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            _ = dataplane.apply(shop(80...80))
            let before = try (kernelRulesets(), generation(), handles(.v4), handles(.v6))
            var bad = shop(90...90)
            let rule = Rule(then: [.verdict(.jump("nowhere"))])
            bad.rulesets[family].chains["ingress-policy-shop/p"]?.rules.append(rule)
            let outcome = dataplane.apply(bad)
            #expect(outcome.transactions == 0)
            #expect(outcome.failures.contains { $0.contains("ingress-policy-shop/p") }, "\(outcome.failures)")
            let after = try (kernelRulesets(), generation(), handles(.v4), handles(.v6))
            #expect(after == before)
            // And nothing of it stands in the way of what is right.
            #expect(dataplane.apply(shop(90...90)).failures.isEmpty)
            #expect(try kernelRulesets() == DualStack { shop(90...90).rulesets[$0].listed })
        }
    }

    @Test func `from nothing, a bad rule in one family makes no table in either`() throws {
        try withNetworkNamespace {
            var bad = shop(80...80)
            bad.rulesets.v6.chains["x"] = Chain("x", rules: [Rule(then: [.verdict(.goto("nowhere"))])])
            var dataplane = try Dataplane.open()
            #expect(!dataplane.apply(bad).failures.isEmpty)
            #expect(try command("/usr/sbin/nft", "list", "ruleset").isEmpty)
        }
    }

    @Test func `what is not wanted any more goes, and other tables stay`() throws {
        try withNetworkNamespace {
            try command("/usr/sbin/nft", "table inet other { chain c { tcp dport 1 accept; }; }")
            var dataplane = try Dataplane.open()
            _ = dataplane.apply(richDesired())
            let wanted = desired([])
            #expect(dataplane.apply(wanted).failures.isEmpty)
            for table in Table.allCases {
                #expect(try kernelRuleset(table) == wanted.ruleset(table)?.listed)
            }
            #expect(
                try command("/usr/sbin/nft", "list", "table", "inet", "other").contains("tcp dport 1 accept"))
        }
    }
}
