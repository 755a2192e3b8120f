import Addressing
import Nftables
import NftablesNetlink
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct CounterTests {
    @Test(arguments: IPFamily.allCases)
    func `what rules have counted is read by a socket that does not own the table`(family: IPFamily) throws {
        try withNetworkNamespace {
            var owner = try NftablesSocket()
            let hook = BaseHook(.output, priority: 0)
            let chains = [
                Chain("all", hook: hook, rules: [Rule(then: [.verdict(.jump("one-a"))])]),
                Chain(
                    "one-a",
                    rules: [
                        Rule(then: [.counter, .verdict(.jump("two-b"))], comment: "first"),
                        Rule(then: [.counter]),
                        Rule(then: [.verdict(.return)], comment: "counts nothing"),
                    ]),
                Chain("one-b", rules: [Rule(then: [.counter], comment: "never")]),
                Chain("two-b", rules: [Rule(then: [.counter], comment: "elsewhere")]),
                Chain("refusing", rules: [Rule(then: [.counter, .verdict(.drop)], comment: "refused")]),
            ]
            try commit(&owner) { batch in
                try batch.addTable(Table(family), flags: [.owner, .persist])
                for chain in chains {
                    try batch.addChain(Chain(chain.name, hook: chain.hook, rules: []), Table(family))
                }
                for chain in chains {
                    for rule in chain.rules { batch.addRule(rule, chain: chain.name, Table(family)) }
                }
            }
            try command("ip", "link", "set", "lo", "up")
            let address = family == .v4 ? "127.0.0.1" : "::1"
            try command(
                "bash", "-c", "for i in 1 2 3; do echo > /dev/udp/\(address)/9; done 2> /dev/null; true")
            var reader = try NftablesSocket()
            let counters = try reader.readCounters(Table(family), orChainsNamed: "one-")
            #expect(counters.map(\.chain).sorted() == ["one-a", "one-a", "one-b", "refusing"])
            #expect(counters.filter(\.refuses).map(\.comment) == ["refused"])
            let packets = Dictionary(counters.map { ($0.comment, $0.packets) }, uniquingKeysWith: +)
            // Three datagrams, and what answers them.
            #expect((packets["first"] ?? 0) >= 3)
            #expect(packets["never"] == 0 && packets["refused"] == 0)
            let other: IPFamily = family == .v4 ? .v6 : .v4
            #expect(try reader.readCounters(Table(other), orChainsNamed: "") == [])
        }
    }
}
