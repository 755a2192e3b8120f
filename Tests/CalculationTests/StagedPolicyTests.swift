import Addressing
import Calculation
import HashTreeCollections
import Resources
import Selectors
import Testing

struct StagedPolicyTests {
    @Test func `a staged policy takes its place among the others`() {
        let state = calculate(
            shop, pod("web"), policy("a", order: 1), policy("b", kind: .stagedNetworkPolicy, order: 2),
            policy("c", order: 3))
        let policies = state.endpoints.first?.ingress.tiers.first?.policies ?? []
        #expect(policies.map(\.id.name) == ["a", "b", "c"])
        #expect(policies.map(\.id.kind.isStaged) == [false, true, false])
        #expect(policies.allSatisfy { state.rules[$0] != nil })
    }

    @Test func `a tier denies at its end if any of its policies is in force`() {
        let state = calculate(
            shop, pod("web"), policy("a"), policy("b", kind: .stagedNetworkPolicy))
        #expect(state.endpoints.first?.ingress.tiers.map(\.passesAtEnd) == [false])
    }

    @Test(arguments: [Kind.stagedNetworkPolicy, .stagedGlobalNetworkPolicy])
    func `a tier with staged policies only passes`(kind: Kind) {
        let state = calculate(shop, pod("web"), policy("a", kind: kind, staged: .set))
        #expect(state.endpoints.first?.ingress.tiers.map(\.passesAtEnd) == [true])
    }

    @Test(arguments: [Policy.StagedAction.delete, .ignore])
    func `a staged removal and an ignored policy are not asked`(action: Policy.StagedAction) {
        let state = calculate(shop, pod("web"), policy("a", kind: .stagedNetworkPolicy, staged: action))
        #expect(state.endpoints.first?.ingress.tiers == [])
        #expect(state.rules.keys.allSatisfy { $0.id.kind == .profile })
    }

    @Test func `a staged policy of one name with one in force is another policy`() {
        let state = calculate(shop, pod("web"), policy("a"), policy("a", kind: .stagedNetworkPolicy))
        #expect(
            state.endpoints.first?.ingress.tiers.flatMap { $0.policies.map(\.id.kind) } == [
                .networkPolicy, .stagedNetworkPolicy,
            ])
    }

    @Test func `a staged policy of Kubernetes is translated as one in force`() {
        let enforced = KubernetesNetworkPolicy(
            namespace: "shop", name: "a", podSelector: .all, appliesToIngress: true, appliesToEgress: false,
            ingress: [KubernetesNetworkPolicy.Rule()])
        var staged = enforced
        staged.stagedAction = .set
        let kinds: [Kind] = [.kubernetesNetworkPolicy, .stagedKubernetesNetworkPolicy]
        let rules = zip([enforced, staged], kinds).map { policy, kind in
            calculate(shop, pod("web"), .kubernetesNetworkPolicy(policy))
                .rules[RulesKey(ResourceID(kind, namespace: "shop", name: "a"), .ingress)]
        }
        #expect(rules[0]?.rules.count == 1)
        #expect(rules[0] == rules[1])
    }

    @Test func `a policy that is put in force and staged again leaves nothing behind`() {
        var calculator = Calculator(node)
        for resource in [shop, pod("web")] { calculator.update(resource.id, resource) }
        let before = calculator.calculate()
        for action in [Policy.StagedAction.set, .delete] {
            let staged = policy("a", kind: .stagedNetworkPolicy, staged: action)
            calculator.update(staged.id, staged)
            _ = calculator.calculate()
        }
        #expect(calculator.calculate() == before)
    }
}
