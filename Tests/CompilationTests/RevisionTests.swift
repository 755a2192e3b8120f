import Addressing
import Calculation
import Compilation
import HashTreeCollections
import Nftables
import Reconciliation
import Resources
import Selectors
import TestSupport
import Testing

/// What is made from the last result, against what is made from nothing.
struct RevisionTests {
    private let options = CompilationOptions(interfacePrefixes: ["cali"])

    @Test(arguments: 0..<8)
    func `workloads and policies that come and go leave what compiling all leaves`(seed: UInt64) {
        var numbers = RepeatableNumbers(seed: seed)
        var calculator = Calculator(NodeParameters(name: "n", interfacePrefix: "cali"))
        var used = Compiler()
        var before = DualStack { Ruleset($0) }
        var revised = 0
        calculator.update(ResourceID(.namespace, name: "shop"), .namespace(Namespace(name: "shop")))
        for _ in 0..<120 {
            change(&calculator, &numbers)
            let state = calculator.calculate()
            var fresh = Compiler()
            let compiled = used.compile(state, options, calculator.takeChanges())
            let expected = fresh.compile(state, options).rulesets
            for family in IPFamily.allCases {
                #expect(differences(compiled.rulesets[family], expected[family]) == [])
            }
            if compiled.changed != nil { revised += 1 }
            for family in IPFamily.allCases {
                let whole = RulesetPlan(from: before[family], to: expected[family])
                #expect(
                    RulesetPlan(
                        from: before[family], to: compiled.rulesets[family], among: compiled.changed?[family])
                        == whole)
            }
            before = compiled.rulesets
        }
        // Were everything compiled whole, there would be nothing to compare.
        #expect(revised > 40)
    }

    @Test func `a workload that is the first to meet its policies is a revision, and so is its end`() {
        var calculator = Calculator(NodeParameters(name: "n", interfacePrefix: "cali"))
        var compiler = Compiler()
        calculator.update(ResourceID(.namespace, name: "shop"), .namespace(Namespace(name: "shop")))
        for number in 0..<2 {
            let policy = policy(number, port: 80)
            calculator.update(policy.id, policy)
        }
        let first = pod(0, labels: ["l0": ""])
        calculator.update(first.id, first)
        _ = compiler.compile(calculator.calculate(), options, calculator.takeChanges())
        let second = pod(1, labels: ["l0": "", "l1": ""])
        calculator.update(second.id, second)
        let added = compiler.compile(calculator.calculate(), options, calculator.takeChanges())
        #expect(added.changed?.v4.chains.contains("ingress-policy-shop/p1") == true)
        #expect(added.changed?.v6.chains.contains("ingress-policy-shop/p0") == true)
        calculator.update(second.id, nil)
        let removed = compiler.compile(calculator.calculate(), options, calculator.takeChanges())
        #expect(removed.changed?.v4.chains.contains("ingress-policy-shop/p1") == true)
        #expect(removed.rulesets.v6.chains["ingress-policy-shop/p1"] == nil)
    }

    @Test func `a policy that goes to another tier is compiled again, whose name stands in its messages`() {
        var options = options
        options.logPrefix = "%t"
        var calculator = Calculator(NodeParameters(name: "n", interfacePrefix: "cali"))
        var compiler = Compiler()
        for resource in [
            Resource.namespace(Namespace(name: "shop")), .tier(Tier(name: "first", order: 1)),
            pod(0, labels: ["l0": ""]),
        ] {
            calculator.update(resource.id, resource)
        }
        for tier in ["default", "first"] {
            let policy = Policy(
                ResourceID(.networkPolicy, namespace: "shop", name: "p"), tier: tier, appliesToIngress: true,
                appliesToEgress: false, ingress: [PolicyRule(.log), PolicyRule(.allow)])
            calculator.update(policy.id, .policy(policy))
            let state = calculator.calculate()
            var fresh = Compiler()
            let compiled = compiler.compile(state, options, calculator.takeChanges()).rulesets
            for family in IPFamily.allCases {
                #expect(differences(compiled[family], fresh.compile(state, options).rulesets[family]) == [])
            }
        }
    }

    /// The names of chains and sets that only one ruleset has, or that are not the same in both.
    private func differences(_ one: Ruleset, _ other: Ruleset) -> [String] {
        let chains = Set(one.chains.keys).union(other.chains.keys).filter {
            one.chains[$0] != other.chains[$0]
        }
        let sets = Set(one.sets.keys).union(other.sets.keys).filter { one.sets[$0] != other.sets[$0] }
        return chains.union(sets).sorted()
    }

    private func change(_ calculator: inout Calculator, _ numbers: inout RepeatableNumbers) {
        let number = Int.random(in: 0..<6, using: &numbers)
        switch Int.random(in: 0..<8, using: &numbers) {
        case 0: calculator.update(pod(number, labels: [:]).id, nil)
        case 1: calculator.update(policy(number, port: 80).id, nil)
        case 2, 3:
            let policy = policy(
                number, port: UInt16.random(in: 80..<84, using: &numbers),
                hasEgress: Int.random(in: 0..<3, using: &numbers) == 0,
                sources: ["", "l1", "l2"].randomElement(using: &numbers) ?? "",
                passes: Int.random(in: 0..<12, using: &numbers) == 0,
                ports: Int.random(in: 0..<6, using: &numbers))
            calculator.update(policy.id, policy)
        default:
            var labels: [String: String] = [:]
            for label in 0..<4 where Bool.random(using: &numbers) { labels["l\(label)"] = "" }
            let pod = pod(number, labels: labels)
            calculator.update(pod.id, pod)
        }
    }

    private func pod(_ number: Int, labels: [String: String]) -> Resource {
        var pod = Pod(
            namespace: "shop", name: "pod\(number)", nodeName: "n",
            addresses: ["10.65.0.\(number + 1)", "fd00::\(number + 1)"].compactMap { IPAddress($0) })
        pod.labels = labels
        return .pod(pod)
    }

    private func policy(
        _ number: Int, port: UInt16, hasEgress: Bool = false, sources: String = "", passes: Bool = false,
        ports: Int = 0
    ) -> Resource {
        let several = (0..<UInt16(ports)).map { PortMatch.range(port + $0 * 10...port + $0 * 10) }
        var rules = [
            PolicyRule(
                .allow, transport: 6,
                source: EntityRule(selector: sources.isEmpty ? nil : Selector(.has(sources))),
                destination: EntityRule(ports: several.isEmpty ? [.range(port...port)] : several))
        ]
        if passes { rules.append(PolicyRule(.pass)) }
        return .policy(
            Policy(
                ResourceID(.networkPolicy, namespace: "shop", name: "p\(number)"),
                selector: Selector(.has("l\(number % 4)")), appliesToIngress: true,
                appliesToEgress: hasEgress, ingress: rules, egress: hasEgress ? rules : []))
    }
}
