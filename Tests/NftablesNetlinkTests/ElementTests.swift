import Addressing
import Glibc
import HashTreeCollections
import Netlink
import Nftables
import NftablesNetlink
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct ElementTests {
    @Test(arguments: IPFamily.allCases)
    func `ranges grow, merge, split and shrink within one transaction`(family: IPFamily) throws {
        try withNetworkNamespace {
            let last = family.lastAddress
            var socket = try NftablesSocket()
            let set = NamedSet("nets", key: [.address(family)], isInterval: true, elements: .ranges([]))
            try commit(&socket) { batch in
                try batch.addTable(Table(family))
                try batch.addSet(set, Table(family))
            }
            let steps: [[AddressRange]] = [
                [AddressRange(256, 511), AddressRange(1024, 1279)],
                [AddressRange(256, 767), AddressRange(1024, 1279)],  // grown
                [AddressRange(256, 1279)],  // merged
                [AddressRange(256, 400), AddressRange(500, 1000), AddressRange(1002, 1279)],  // split
                [AddressRange(0, 300), AddressRange(600, 600), AddressRange(1279, last)],  // at both ends
                [AddressRange(0, last)],
                [AddressRange(301, 1278)],  // turned inside out
                [],
            ]
            var current: [AddressRange] = []
            for step in steps {
                try commit(&socket) { batch in
                    batch.deleteElements(
                        from: set, .ranges(current.filter { !step.contains($0) }), Table(family))
                    batch.addElements(to: set, .ranges(step.filter { !current.contains($0) }), Table(family))
                }
                current = step
                #expect(try socket.readElements(Table(family), of: set) == .ranges(step))
            }
        }
    }

    @Test(arguments: IPFamily.allCases, [nil, 0, 1500, 2999])
    func `a large set that is asked for member by member is read as it is`(
        family: IPFamily, wrong: Int?
    ) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            socket.worthAskingOneByOne = 3000
            var numbers = (0..<3000).map { family.example(0).bits + UInt128(2 * $0) }
            let expected = NamedSet("hosts", key: [.address(family)], elements: .values(numbers))
            // As many members as there should be, of which one is another.
            if let wrong { numbers[wrong] += 1 }
            try commit(&socket) { batch in
                try batch.addTable(Table(family))
                try batch.addSet(expected, Table(family))
                batch.addElements(to: expected, .values(numbers), Table(family))
            }
            var ruleset = Ruleset(family)
            ruleset.sets["hosts"] = expected
            let listing = try socket.readTable(Table(family), expecting: ruleset)
            #expect(listing?.sets["hosts"]?.elements == .values(numbers))
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a set is listed where there is no room for as many answers as it has members`(family: IPFamily)
        throws
    {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            socket.worthAskingOneByOne = 3000
            let set = NamedSet(
                "hosts", key: [.address(family)],
                elements: .values((0..<3000).map { family.example(0).bits + UInt128(2 * $0) }))
            try commit(&socket) { batch in
                try batch.addTable(Table(family))
                try batch.addSet(set, Table(family))
                batch.addElements(to: set, set.elements, Table(family))
            }
            // As where the limit of the system holds: a user namespace may not go beyond it.
            var size: Int32 = 1 << 16
            #expect(unsafe setsockopt(socket.descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4) == 0)
            var ruleset = Ruleset(family)
            ruleset.sets["hosts"] = set
            #expect(try socket.readTable(Table(family), expecting: ruleset)?.sets["hosts"] == set)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a comment at one member of many is read`(family: IPFamily) throws {
        try withNetworkNamespace {
            let block = family == .v4 ? "192.0.2." : "2001:db8::"
            try command(
                "/usr/sbin/nft",
                """
                table \(Table(family).family) gemel {
                    set hosts {
                        type \(family == .v4 ? "ipv4_addr" : "ipv6_addr")
                        elements = { \(block)1, \(block)2 comment "second", \(block)3 }
                    }
                }
                """)
            var socket = try NftablesSocket()
            let listing = try socket.readTable(Table(family))
            guard case .keyed(let members)? = listing?.sets["hosts"]?.elements else {
                Issue.record("no members with comments")
                return
            }
            #expect(members.map(\.comment) == [nil, "second", nil])
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a verdict can be changed within one transaction`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let element = { Element(key: interfaceKey("cali1"), verdict: $0, comment: "c") }
            let map = NamedSet(
                "to", key: [.interfaceName], value: .verdict, elements: .keyed([element(.accept)]))
            try commit(&socket) { batch in
                try batch.addTable(Table(family))
                try batch.addSet(map, Table(family))
                batch.addElements(to: map, map.elements, Table(family))
            }
            try commit(&socket) { batch in
                batch.deleteElements(from: map, .keyed([element(.accept)]), Table(family))
                batch.addElements(to: map, .keyed([element(.drop)]), Table(family))
            }
            #expect(try socket.readElements(Table(family), of: map) == .keyed([element(.drop)]))
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `sets that need many messages are read back whole`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let base = family.example(0).bits
            var ruleset = Ruleset(family)
            let numbers = (0..<50_000).map { base + UInt128($0) * 3 }
            ruleset.add(NamedSet("hosts", key: [.address(family)], elements: .values(numbers)))
            ruleset.add(
                NamedSet(
                    "nets", key: [.address(family)], isInterval: true,
                    elements: .ranges(numbers.prefix(20_000).map { AddressRange($0, $0 + 1) })))
            let long = String(repeating: "x", count: 127)
            ruleset.add(
                NamedSet(
                    "to", key: [.interfaceName], value: .verdict,
                    elements: .keyed(
                        (0..<2000).map {
                            Element(key: interfaceKey("i\($0)"), verdict: .goto(long), comment: long)
                        }
                        .sorted())))
            ruleset.add(Chain(long, rules: []))
            try commit(&socket) { try $0.add(ruleset) }
            let isSame = try read(&socket, family) == ruleset.listed
            #expect(isSame)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a member that is not there cannot be deleted`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let set = NamedSet("hosts", key: [.address(family)], elements: .values([]))
            try commit(&socket) { batch in
                try batch.addTable(Table(family))
                try batch.addSet(set, Table(family))
            }
            let error = try #require(throws: CommitError.self) {
                try commit(&socket) { $0.deleteElements(from: set, .values([1, 2]), Table(family)) }
            }
            #expect(error.failures.first?.code == ENOENT)
            #expect(
                error.failures.first?.operation
                    == "delete 2 elements from set hosts of \(Table(family).family) gemel")
        }
    }
}
