import Addressing
import HashTreeCollections
import Nftables
import NftablesNetlink
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ListingTests {
    @Test(arguments: IPFamily.allCases)
    func `whatever is written is read back`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let ruleset = exampleRuleset(family)
            try commit(&socket) { try $0.add(ruleset) }
            let listed = try #require(try read(&socket, family))
            for (name, set) in ruleset.sets { #expect(listed.sets[name] == set) }
            for (name, chain) in ruleset.listed.chains {
                #expect(listed.chains[name]?.hasSameDefinition(as: chain) == true)
                for (index, rule) in chain.rules.enumerated() {
                    #expect(listed.chains[name]?.rules[index] == rule)
                }
            }
            // Nothing else; the whole is too long to print.
            let isSame = listed == ruleset.listed
            #expect(isSame)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a table that is not there is nothing`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            #expect(try socket.readTable(Table(family)) == nil)
            #expect(try socket.readRules(Table(family), chain: "none").isEmpty)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `neither another table nor the other family is mistaken for ours`(family: IPFamily) throws {
        try withNetworkNamespace {
            let other: IPFamily = family == .v4 ? .v6 : .v4
            try command(
                "/usr/sbin/nft",
                """
                table \(Table(family).family) other { set hosts { type inet_service; }; chain c { accept; }; }
                table inet gemel { chain c { drop; }; }
                """)
            var socket = try NftablesSocket()
            try commit(&socket) { batch in
                try batch.addTable(Table(family))
                try batch.addTable(Table(other))
                try batch.addChain(Chain("c", rules: []), Table(other))
            }
            #expect(try read(&socket, family) == Ruleset(family))
            #expect(try read(&socket, other)?.chains.count == 1)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `handles are listed in the order of the rules`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let rules = (0..<4).map { Rule(.transport($0), then: [.verdict(.accept)], comment: "\($0)") }
            try commit(&socket) { batch in
                try batch.addTable(Table(family))
                try batch.addChain(Chain("c", rules: []), Table(family))
                batch.addRule(rules[0], chain: "c", Table(family))
                batch.addRule(rules[2], chain: "c", Table(family))
            }
            let before = try socket.readRules(Table(family), chain: "c")
            try commit(&socket) { batch in
                batch.addRule(rules[1], chain: "c", before: before[1].handle, Table(family))
                batch.addRule(rules[3], chain: "c", Table(family))
            }
            let after = try socket.readRules(Table(family), chain: "c")
            #expect(after.map(\.rule.comment) == ["0", "1", "2", "3"])
            #expect([after[0].handle, after[2].handle] == before.map(\.handle))
            #expect(try socket.readTable(Table(family))?.handles["c"] == after.map(\.handle))
            try commit(&socket) { batch in
                batch.deleteRule(after[0].handle, chain: "c", Table(family))
                batch.replaceRule(after[1].handle, with: rules[0], chain: "c", Table(family))
            }
            #expect(try socket.readRules(Table(family), chain: "c").map(\.rule.comment) == ["0", "2", "3"])
            try commit(&socket) { $0.flushChain("c", Table(family)) }
            #expect(try socket.readRules(Table(family), chain: "c").isEmpty)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a table that others change meanwhile is read as it was at one moment`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let sets = ["a", "b"].map { NamedSet($0, key: [.port], elements: .values([])) }
            try commit(&socket) { batch in
                try batch.addTable(Table(family))
                try batch.addChain(Chain("c", rules: []), Table(family))
                for set in sets { try batch.addSet(set, Table(family)) }
            }
            let table = "\(Table(family).family) gemel"
            let change = """
                add element \(table) a { $i }; add element \(table) b { $i }; add rule \(table) c counter
                """
            try command(
                "sh", "-c", "(for i in $(seq 60); do /usr/sbin/nft \"\(change)\"; done) > /dev/null 2>&1 &")
            var seen: Set<Int> = []
            while !seen.contains(60) {
                let listing = try #require(try socket.readTable(Table(family)))
                let count = listing.chains["c"]?.rules.count
                #expect(listing.sets["a"]?.elements.count == count)
                #expect(listing.sets["b"]?.elements.count == count)
                seen.insert(count ?? 60)
            }
            #expect(seen.count > 2)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `what is none of ours is told apart`(family: IPFamily) throws {
        try withNetworkNamespace {
            let other = "type \(Table(family).family == "ip" ? "ipv4_addr" : "ipv6_addr")"
            try command(
                "/usr/sbin/nft",
                """
                table \(Table(family).family) gemel {
                    set timed { \(other); timeout 1h; }
                    set sized { \(other); size 100; }
                    set numbered { type iface_index; }
                    map data { type inet_service : inet_service; }
                    chain nat { type route hook output priority 0; }
                    chain closed { type filter hook input priority 0; policy drop; }
                    chain c {
                        limit rate 1 kbytes/second counter packets 5 bytes 10 accept
                        log prefix "x" level debug
                        ct direction original mark set 1
                    }
                }
                """)
            var socket = try NftablesSocket()
            let listing = try #require(try socket.readTable(Table(family)))
            #expect(["timed", "sized", "numbered"].allSatisfy { listing.sets[$0]?.key == [] })
            #expect(listing.sets["data"]?.value == .port)
            #expect(listing.chains["nat"]?.hook == nil)
            #expect(listing.chains["closed"]?.hook == nil)
            let rules = try #require(listing.chains["c"]?.rules.map { $0.expressions(family) })
            #expect(rules[0] == [.other("limit"), .counter, .verdict(.accept)])
            #expect(rules[1] == [.other("log")])
            #expect(rules[2].first == .other("ct"))
        }
    }
}
