import Addressing
import Dataplane
import Nftables
import NftablesNetlink
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct OwnershipTests {
    @Test func `what a dead process left is adopted as it stands`() throws {
        try withNetworkNamespace {
            let wanted = shop(80...80, 90...90)
            do {
                var dead = try Dataplane.open()
                _ = dead.apply(wanted)
            }
            let before = try (handles(.v4), handles(.v6), kernelRulesets())
            var heir = try Dataplane.open()
            let outcome = try adopt(wanted, by: &heir)
            #expect(outcome.operations == [.v4: 0, .v6: 0, .arp: 0])
            #expect(try (handles(.v4), handles(.v6), kernelRulesets()) == before)
            for family in IPFamily.allCases { #expect(try isOwned(family)) }
        }
    }

    @Test func `an heir writes only what differs`() throws {
        try withNetworkNamespace {
            do {
                var dead = try Dataplane.open()
                _ = dead.apply(shop(80...80, 90...90))
            }
            let before = try DualStack { try nftRules($0, chain: "ingress-policy-shop/p") }
            var heir = try Dataplane.open()
            let outcome = try adopt(shop(80...80), by: &heir)
            #expect(outcome.operations == [.v4: 1, .v6: 1, .arp: 0])
            for family in IPFamily.allCases {
                #expect(try nftRules(family, chain: "ingress-policy-shop/p") == [before[family][0]])
            }
        }
    }

    @Test func `a second agent is refused, and the first goes on`() throws {
        try withNetworkNamespace {
            try addLink("cali-a")
            var first = try Dataplane.open()
            _ = first.apply(shop(80...80))
            let before = try kernelRulesets()
            let routes = try ip("route") + ip("-6 route")
            var second = try Dataplane.open()
            // It would have neither the endpoint nor its routes.
            let outcome = second.apply(desired([]))
            #expect(outcome.transactions == 0)
            for family in IPFamily.allCases {
                let sentence = "table \(Table(family).family) gemel belongs to another process"
                #expect(outcome.failures.contains { $0.hasPrefix(sentence) })
            }
            #expect(try kernelRulesets() == before)
            #expect(try ip("route") + ip("-6 route") == routes)
            #expect(first.apply(shop(100...100)).failures.isEmpty)
            #expect(try kernelRulesets() == DualStack { shop(100...100).rulesets[$0].listed })
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `nobody else can flush, edit or delete our tables`(family: IPFamily) throws {
        try withNetworkNamespace {
            var dataplane = try Dataplane.open()
            _ = dataplane.apply(shop(80...80))
            let before = try kernelRulesets()
            let table = "\(Table(family).family) gemel"
            for order in [
                "delete table \(table)", "flush table \(table)", "flush chain \(table) forward-ingress",
                "add rule \(table) forward-ingress accept", "add chain \(table) x",
            ] {
                #expect(throws: CommandFailure.self, "\(order)") { try command("/usr/sbin/nft", order) }
            }
            try command("/usr/sbin/nft", "flush ruleset")
            #expect(try kernelRulesets() == before)
            #expect(dataplane.apply(shop(81...81)).failures.isEmpty)
        }
    }

    @Test func `tables that others made under our name are made anew`() throws {
        try withNetworkNamespace {
            try command("/usr/sbin/nft", "table ip gemel { set a { type ipv4_addr; }; chain c { accept; }; }")
            let wanted = shop(80...80)
            var dataplane = try Dataplane.open()
            #expect(dataplane.apply(wanted).failures.isEmpty)
            #expect(try kernelRulesets() == DualStack { wanted.rulesets[$0].listed })
            for family in IPFamily.allCases { #expect(try isOwned(family)) }
        }
    }

    /// Applies `wanted` once nobody owns the tables any more.
    ///
    /// A process that another test starts at the same time may hold the dead owner's socket open until it
    /// becomes the program it is to be.
    private func adopt(_ wanted: DesiredDataplane, by heir: inout Dataplane) throws -> ApplyOutcome {
        for _ in 0..<100 {
            guard try isOwned(.v4) || isOwned(.v6) else { break }
            try command("sleep", "0.01")
        }
        let outcome = heir.apply(wanted)
        #expect(outcome.failures.isEmpty)
        return outcome
    }

    private func isOwned(_ family: IPFamily) throws -> Bool {
        var socket = try NftablesSocket()
        return try socket.readTable(Table(family))?.owner != nil
    }
}
