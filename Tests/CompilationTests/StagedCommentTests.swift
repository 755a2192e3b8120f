import Addressing
import Calculation
import Compilation
import Nftables
import Resources
import Testing

/// What the comments of staged rules tell whoever sums up their counters.
struct StagedCommentTests {
    @Test(arguments: IPFamily.allCases)
    func `each rule says whose it is and what it would do, and decides nothing`(family: IPFamily) {
        let rules = stagedRules("try", family)
        let comments = rules.compactMap(\.comment).compactMap { StagedComment($0) }
        #expect(comments.map(\.policy) == Array(repeating: "StagedGlobalNetworkPolicy try", count: 5))
        #expect(comments.map(\.effect) == [.allow, .log, .pass, .deny, .deny])
        #expect(comments.last?.rest == "end of tier default")
        for rule in rules {
            let text = rule.text(family)
            #expect(text.contains("counter"))
            #expect(!text.contains("accept") && !text.contains("drop") && !text.contains("goto"))
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a policy is known by as much of its name as a comment has room for`(family: IPFamily) {
        let name = String(repeating: "a", count: 253)
        let comments = stagedRules(name, family).compactMap(\.comment).compactMap { StagedComment($0) }
        #expect(comments.count == 5)
        #expect(comments.map(\.effect) == [.allow, .log, .pass, .deny, .deny])
        for comment in comments {
            #expect(comment.isOf("StagedGlobalNetworkPolicy \(name)"))
            #expect(!comment.isOf("StagedGlobalNetworkPolicy \(name.dropFirst(200))"))
            #expect(!comment.isOf("StagedNetworkPolicy \(name)"))
        }
    }

    @Test(arguments: ["", "would", "would deny:", "would deny: x", "GlobalNetworkPolicy would deny: 1"])
    func `other comments are not taken for those of staged rules`(text: String) {
        #expect(StagedComment(text) == nil)
    }

    /// The rules of a staged policy, for one pod.
    private func stagedRules(_ name: String, _ family: IPFamily) -> [Rule] {
        let policy = Policy(
            ResourceID(.stagedGlobalNetworkPolicy, name: name), appliesToIngress: true,
            appliesToEgress: false,
            ingress: [
                PolicyRule(.allow, transport: 6), PolicyRule(.log), PolicyRule(.pass, transport: 17),
                PolicyRule(.deny, transport: 132),
            ])
        let pod = Pod(
            namespace: "shop", name: "web", nodeName: "node-a",
            addresses: ["10.65.0.1", "fd00::1"].compactMap { IPAddress($0) })
        var calculator = Calculator(NodeParameters(name: "node-a", interfacePrefix: "cali"))
        for resource in [Resource.policy(policy), .namespace(Namespace(name: "shop")), .pod(pod)] {
            calculator.update(resource.id, resource)
        }
        var compiler = Compiler()
        let options = CompilationOptions(interfacePrefixes: ["cali"])
        let chains = compiler.compile(calculator.calculate(), options).rulesets[family].chains
        return chains.filter { $0.key.hasPrefix(StagedComment.chainPrefix) }.flatMap(\.value.rules)
    }
}
