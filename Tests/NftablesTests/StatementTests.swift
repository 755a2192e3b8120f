import Addressing
import Nftables
import Testing

/// Every statement, as text and as instructions, and rules as a whole.
@Suite struct StatementTests {
    @Test(arguments: IPFamily.allCases)
    func `statements`(family: IPFamily) {
        expect(
            [
                Row(.counter, text: "counter", [.counter]),
                Row(.log(prefix: "seen: "), text: "log prefix \"seen: \"", [.log(prefix: "seen: ")]),
                Row(.verdict(.accept), text: "accept", [.verdict(.accept)]),
                Row(.verdict(.drop), text: "drop", [.verdict(.drop)]),
                Row(.verdict(.return), text: "return", [.verdict(.return)]),
                Row(.verdict(.jump("there")), text: "jump there", [.verdict(.jump("there"))]),
                Row(.verdict(.goto("there")), text: "goto there", [.verdict(.goto("there"))]),
                Row(
                    .interfaceVerdict(.input, map: "to"), text: "iifname vmap @to",
                    [.meta(.inputInterfaceName, into: .first), .verdictLookup(.first, map: "to")]),
                Row(
                    .interfaceVerdict(.output, map: "to"), text: "oifname vmap @to",
                    [.meta(.outputInterfaceName, into: .first), .verdictLookup(.first, map: "to")]),
                Row(
                    .conntrackVerdict(map: "states"), text: "ct state vmap @states",
                    [.conntrackState(into: .first), .verdictLookup(.first, map: "states")]),
                Row(
                    .reject(.icmp(code: 3)), text: "reject with \(Header(family).icmp) type 3",
                    [.reject(.icmp(code: 3))]),
                Row(.reject(.tcpReset), text: "reject with tcp reset", [.reject(.tcpReset)]),
            ], family)
    }

    @Test(arguments: IPFamily.allCases)
    func `an unreachable is sent with the code that was asked for`(family: IPFamily) {
        let rule = Rule(then: [.reject(.icmp(code: 3))])
        #expect(rule.expressions(family) == [.reject(.icmp(code: 3))])
    }

    @Test(arguments: IPFamily.allCases)
    func `a rule is its conditions, then its statements, then its comment`(family: IPFamily) {
        let rule = Rule(
            .interface(.input, "cali1"), .transport(6), .port(.destination, 80...80),
            then: [.counter, .verdict(.jump("policy"))], comment: "the web")
        #expect(
            rule.text(family)
                == "iifname \"cali1\" meta l4proto 6 tcp dport 80 counter jump policy comment \"the web\"")
        #expect(
            rule.expressions(family) == [
                .meta(.inputInterfaceName, into: .first), .compare(.first, .equal, cali1),
                .meta(.transportProtocol, into: .first), .compare(.first, .equal, [6]),
                destinationPort, .compare(.first, .equal, [0, 80]), .counter, .verdict(.jump("policy")),
            ])
    }

    @Test(arguments: IPFamily.allCases)
    func `an observed rule is the kernel's instructions`(family: IPFamily) {
        let rule = Rule(observed: [.counter, .other("limit")], comment: "theirs")
        #expect(rule.expressions(family) == [.counter, .other("limit")])
        #expect(rule.text(family) == "[counter] [other(\"limit\")] comment \"theirs\"")
    }

    @Test func `a register that both numberings know has one number`() {
        #expect(Register.first == Register(number: 1))
        #expect(Register.slot(4) == Register(number: 2))
        #expect(Register.slot(12) == Register(number: 4))
        #expect(Register.slot(1).number == 9)
    }
}
