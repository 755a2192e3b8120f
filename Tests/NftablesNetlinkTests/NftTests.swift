import Addressing
import HashTreeCollections
import Nftables
import NftablesNetlink
import TestSupport
import Testing

/// nft(8) as the judge of what we write.
@Suite(.timeLimit(.minutes(2))) struct NftTests {
    @Test(arguments: IPFamily.allCases)
    func `nft lists all that we write, with its comments`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let ruleset = exampleRuleset(family)
            try commit(&socket) { try $0.add(ruleset) }
            let text = try nftList()
            for comment in [
                "some hosts", "some networks", "the first one", "default/web", "nothing in here",
                "all that passes",
            ] {
                #expect(text.contains("comment \"\(comment)\""))
            }
            for rule in ruleset.chains["matches"]?.rules ?? [] {
                #expect(text.contains("comment \"\(rule.comment ?? "")\""))
            }
            let first = family.example(1)
            for line in [
                "elements = { 0, 80, 443, 65535 }", "elements = { 1-1023, 8080, 60000-65535 }",
                "elements = { \(first) . tcp . 80 }", "elements = { \"cali0\" . \(first) }",
                "established : accept", "\"cali1\" : jump plain",
                "\(first) . tcp . 80 : 8080", "elements = { 80 : 0x00000010, 443 : 0xffff0001 }",
                "\(first) : 02:00:fe:00:00:01", "65535 comment \"the last one\" : 0x00000003",
                "0-9 : 0x00000001", "\(first) . 8000-9000 : drop", "\"cali*\" . \(family.example(0))/",
                "\"eth0\" . \(family.example(128))-\(family.example(130))",
            ] {
                #expect(text.contains(line))
            }
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `nft loads again what it lists of ours, to the same end`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let ruleset = exampleRuleset(family)
            try commit(&socket) { try $0.add(ruleset) }
            let text = try nftList()
            try command("/usr/sbin/nft", "flush ruleset\n\(text)")
            // What nft makes of a negated or a masked condition is not always what we do; sets are.
            #expect(try read(&socket, family)?.sets == ruleset.sets)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `the sets that nft loads from our text are those that we write`(family: IPFamily) throws {
        try withNetworkNamespace {
            var ruleset = exampleRuleset(family)
            ruleset.chains = ["plain": Chain("plain", rules: [])]
            try command("/usr/sbin/nft", ruleset.text)
            var socket = try NftablesSocket()
            for (name, set) in try #require(try read(&socket, family)).sets {
                #expect(set == ruleset.sets.removeValue(forKey: name))
            }
            #expect(ruleset.sets.isEmpty)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `the longest comments are shown whole`(family: IPFamily) throws {
        try withNetworkNamespace {
            let long = String(repeating: "long ", count: 25) + "it"
            try #require(long.utf8.count == 127)
            var ruleset = Ruleset(family)
            let element = Element(key: interfaceKey("a"), verdict: .accept, comment: long + "1")
            ruleset.add(
                NamedSet(
                    "m", key: [.interfaceName], value: .verdict, comment: long, elements: .keyed([element])))
            ruleset.add(Chain("c", comment: long, rules: [Rule(then: [.counter], comment: long)]))
            var socket = try NftablesSocket()
            try commit(&socket) { try $0.add(ruleset) }
            #expect(try nftList().split(separator: long).count == 4)
            #expect(try read(&socket, family) == ruleset.listed)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `our bytecode is nft's own`(family: IPFamily) throws {
        let address = family == .v4 ? "ip" : "ip6"
        let rule = Rule(
            .interfacePrefix(.input, "cali"), .transport(6), .addressSet(.source, "hosts"),
            .port(.destination, 80...80), then: [.counter, .verdict(.jump("plain"))])
        var batch = try Batch()
        batch.addRule(rule, chain: "c", Table(family))
        let ours = batch.finish().text.split(separator: "\n").dropFirst().map { String($0) }
        let theirs = try withNetworkNamespace {
            try command(
                "/usr/sbin/nft", "--debug=netlink",
                """
                table \(address) gemel {
                    set hosts { type \(DataType.address(family).name); }
                    chain plain { }
                    chain c {
                        iifname "cali*" meta l4proto tcp \(address) saddr @hosts tcp dport 80 counter jump plain
                    }
                }
                """)
        }
        #expect(ours.count == 10)
        for line in ours { #expect(theirs.split(separator: "\n").contains { $0.hasPrefix(line) }, "\(line)") }
    }
}
