import Addressing
import Calculation
import Compilation
import HashTreeCollections
import Nftables
import Resources
import Selectors
import Testing

struct StagedPolicyTests {
    private func lines(_ policies: Policy..., family: IPFamily) -> [String] {
        var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
        let pod = Pod(
            namespace: "shop", name: "web", nodeName: "node-a",
            addresses: ["10.65.0.1", "fd00::1"].compactMap { IPAddress($0) })
        calculator.update(Resource.pod(pod).id, .pod(pod))
        let shop = Namespace(name: "shop")
        calculator.update(Resource.namespace(shop).id, .namespace(shop))
        for policy in policies { calculator.update(policy.id, .policy(policy)) }
        var compiler = Compiler()
        let ruleset = compiler.compile(
            calculator.calculate(), CompilationOptions(interfacePrefixes: ["cali"])
        ).rulesets[family]
        return ruleset.chains.values.filter { $0.name.hasPrefix("staged-") }.flatMap(\.rules)
            .map { $0.text(family) }
    }

    private func staged(_ rules: PolicyRule...) -> Policy {
        var policy = Policy(
            ResourceID(.stagedGlobalNetworkPolicy, name: "s"), appliesToIngress: true, appliesToEgress: false,
            ingress: rules)
        policy.stagedAction = .set
        return policy
    }

    @Test(arguments: IPFamily.allCases)
    func `a staged policy counts what it would do, and what its tier's end would`(family: IPFamily) {
        #expect(
            lines(staged(PolicyRule(.deny, transport: 6)), family: family) == [
                "meta l4proto 6 counter return comment \"would deny: StagedGlobalNetworkPolicy s rule 1\"",
                "counter comment \"would deny: StagedGlobalNetworkPolicy s end of tier default\"",
            ])
    }

    @Test(arguments: IPFamily.allCases)
    func `beside a policy in force a staged one leaves the tier's end to it`(family: IPFamily) {
        let enforced = Policy(
            ResourceID(.globalNetworkPolicy, name: "p"), appliesToIngress: true, appliesToEgress: false)
        #expect(lines(staged(PolicyRule(.allow)), enforced, family: family).count == 1)
    }
}
