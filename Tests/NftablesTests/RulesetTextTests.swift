import Addressing
import Nftables
import Testing

@Suite struct RulesetTextTests {
    @Test(arguments: IPFamily.allCases)
    func `a table without anything is empty`(family: IPFamily) {
        #expect(Ruleset(family).text == "table \(Table(family).family) gemel {\n}\n")
    }

    @Test(arguments: IPFamily.allCases)
    func `sets stand before chains, and base chains first among those`(family: IPFamily) {
        var ruleset = Ruleset(family)
        ruleset.add(Chain("aside", rules: []))
        ruleset.add(
            Chain(
                "later", hook: BaseHook(.forward, priority: 10), comment: "at last",
                rules: [Rule(then: [.verdict(.accept)])]))
        ruleset.add(Chain("raw", hook: BaseHook(.prerouting, priority: -300), rules: []))
        ruleset.add(Chain("sooner", hook: BaseHook(.forward, priority: -10), rules: []))
        ruleset.add(
            NamedSet("ports", key: [.port], isInterval: true, elements: .ranges([AddressRange(80, 90)])))
        ruleset.add(
            NamedSet(
                "marks", key: [.port], value: .mark, comment: "none yet", elements: .keyed([])))
        #expect(
            ruleset.text == """
                table \(Table(family).family) gemel {
                \tmap marks {
                \t\ttype inet_service : mark
                \t\tcomment "none yet"
                \t}

                \tset ports {
                \t\ttype inet_service
                \t\tflags interval
                \t\telements = { 80-90 }
                \t}

                \tchain raw {
                \t\ttype filter hook prerouting priority -300; policy accept;
                \t}

                \tchain sooner {
                \t\ttype filter hook forward priority -10; policy accept;
                \t}

                \tchain later {
                \t\tcomment "at last"; type filter hook forward priority 10; policy accept;
                \t\taccept
                \t}

                \tchain aside {
                \t}
                }

                """)
    }
}
