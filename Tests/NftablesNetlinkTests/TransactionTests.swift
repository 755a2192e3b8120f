import Addressing
import Glibc
import Netlink
import Nftables
import NftablesNetlink
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct TransactionTests {
    @Test(arguments: IPFamily.allCases)
    func `a bad rule in one family leaves both families as they were`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            try commit(&socket) { batch in
                for each in IPFamily.allCases { try batch.add(exampleRuleset(each)) }
            }
            let listing = try nftList()
            let generation = try socket.generation()
            let good = Rule(then: [.counter])
            let bad = Rule(
                .addressSet(.source, "missing"), then: [.verdict(.accept)], comment: "looks into nothing")
            let error = try #require(throws: CommitError.self) {
                try commit(&socket) { batch in
                    for each in IPFamily.allCases {
                        batch.addRule(good, chain: "plain", Table(each))
                        batch.addRule(each == family ? bad : good, chain: "plain", Table(each))
                    }
                }
            }
            let table = "\(Table(family).family) gemel"
            #expect(
                error.description == "add rule in chain plain of \(table) (rule: looks into nothing): "
                    + "No such file or directory")
            #expect(try socket.generation() == generation)
            #expect(try nftList() == listing)
            // And the socket is good for the next one.
            try commit(&socket) { $0.addRule(good, chain: "plain", Table(family)) }
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a transaction of parts is one, and tells which operation was refused`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let rule = Rule(.addressSet(.source, "missing"), then: [.verdict(.accept)])
            func make(withBad bad: IPFamily?) throws -> FinishedBatch {
                var batch = try Batch()
                for each in IPFamily.allCases {
                    var part = try Batch.part()
                    try part.add(exampleRuleset(each))
                    if each == bad { part.addRule(rule, chain: "plain", Table(each)) }
                    batch.append(part)
                }
                batch.append(try Batch.part())
                return batch.finish()
            }
            let error = try #require(throws: CommitError.self) { try socket.commit(make(withBad: family)) }
            #expect(error.failures.map(\.operation) == ["add rule in chain plain of \(Table(family))"])
            #expect(try nftList().isEmpty)
            let before = try socket.generation()
            try socket.commit(make(withBad: nil))
            #expect(try socket.generation() == before + 1)
            for each in IPFamily.allCases {
                let isSame = try read(&socket, each) == exampleRuleset(each).listed
                #expect(isSame)
            }
        }
    }

    @Test func `every failure is told`() throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let error = try #require(throws: CommitError.self) {
                try commit(&socket) { batch in
                    try batch.addTable(.v4)
                    batch.deleteChain("none", .v4)
                    batch.addRule(Rule(then: [.verdict(.jump("none"))]), chain: "none", .v6)
                    batch.deleteSet("none", .v4)
                }
            }
            #expect(
                error.failures.map(\.operation) == [
                    "delete chain none of ip gemel", "add rule in chain none of ip6 gemel",
                    "delete set none of ip gemel",
                ])
            #expect(error.failures.allSatisfy { $0.code == ENOENT })
            #expect(try socket.readTable(.v4) == nil)
        }
    }

    @Test func `more failures than the kernel can answer are a failure`() throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let error = try #require(throws: CommitError.self) {
                try commit(&socket) { batch in
                    for index in 0..<100_000 { batch.deleteChain("none-\(index)", .v4) }
                }
            }
            #expect(error.isUnknown)
            #expect(error.failures.first?.operation == "delete chain none-0 of ip gemel")
            try commit(&socket) { try $0.addTable(.v6) }
        }
    }

    @Test func `a change of both families is one generation`() throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            var events = try GenerationEvents()
            let before = try socket.generation()
            try commit(&socket) { batch in
                for family in IPFamily.allCases { try batch.add(exampleRuleset(family)) }
            }
            #expect(try socket.generation() == before + 1)
            let heard = try events.drain()
            #expect(heard.map(\.generation) == [before + 1])
            #expect(heard.map(\.portID) == [socket.portID])
            #expect(heard.allSatisfy { $0.threadID != nil })
            try commit(&socket) { _ in }
            #expect(try socket.generation() == before + 1)
        }
    }

    @Test func `another's change is told with the name of who did it`() throws {
        try withNetworkNamespace {
            let socket = try NftablesSocket()
            var events = try GenerationEvents()
            try command("/usr/sbin/nft", "add table inet x")
            let event = try #require(try events.drain().first)
            #expect(event.threadName == "nft")
            #expect(event.portID != socket.portID)
            #expect(try events.drain().isEmpty)
        }
    }

    @Test func `more changes than can be told are a known loss`() throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            var events = try GenerationEvents()
            for index in 0..<10_000 {
                try commit(&socket) { batch in
                    if index % 2 == 0 { try batch.addTable(.v4) } else { batch.deleteTable(.v4) }
                }
            }
            #expect(throws: NetlinkError.overrun) { _ = try events.drain() }
            #expect(try events.drain().count > 500)
            try commit(&socket) { try $0.addTable(.v4) }
            #expect(try events.drain().map(\.generation) == [try socket.generation()])
        }
    }

    @Test func `a transaction made for an older generation is refused`() throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let old = try socket.generation()
            try command("/usr/sbin/nft", "add table inet x")
            var late = try Batch(generation: old)
            try late.addTable(.v4)
            let finished = late.finish()
            let error = try #require(throws: CommitError.self) { try socket.commit(finished) }
            #expect(error.isOutdated)
            #expect(try socket.readTable(.v4) == nil)
            var timely = try Batch(generation: try socket.generation())
            try timely.addTable(.v4)
            try socket.commit(timely.finish())
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `twenty thousand rules are one transaction`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            var events = try GenerationEvents()
            var ruleset = Ruleset(family)
            let rules = (0..<20_000).map { index in
                Rule(
                    .transport(6), .port(.destination, UInt16(index)...UInt16(index)),
                    then: [.counter, .verdict(.accept)], comment: "rule \(index)")
            }
            ruleset.add(Chain("c", rules: rules))
            try commit(&socket) { try $0.add(ruleset) }
            let isSame = try read(&socket, family) == ruleset.listed
            #expect(isSame)
            #expect(try events.drain().count == 1)
        }
    }
}
