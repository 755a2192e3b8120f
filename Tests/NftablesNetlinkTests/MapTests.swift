import Addressing
import HashTreeCollections
import Nftables
import NftablesNetlink
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct MapTests {
    @Test(arguments: IPFamily.allCases)
    func `members of every set and map can be deleted, and come again`(family: IPFamily) throws {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let ruleset = exampleRuleset(family)
            try commit(&socket) { try $0.add(ruleset) }
            try commit(&socket) { batch in
                for set in ruleset.sets.values {
                    batch.deleteElements(from: set, set.elements, Table(family))
                }
            }
            for set in ruleset.sets.values {
                #expect(try socket.readElements(Table(family), of: set).isEmpty, "\(set.name)")
            }
            try commit(&socket) { batch in
                for set in ruleset.sets.values { batch.addElements(to: set, set.elements, Table(family)) }
            }
            try commit(&socket) { batch in
                for set in ruleset.sets.values {
                    batch.deleteElements(from: set, set.elements, Table(family))
                    batch.addElements(to: set, set.elements, Table(family))
                }
            }
            #expect(try read(&socket, family)?.sets == ruleset.sets)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `what a range maps to and how far it reaches change within one transaction`(
        family: IPFamily
    ) throws {
        try withNetworkNamespace {
            let at = { family.example($0).bytes }
            let steps: [[Element]] = [
                [Element(key: at(0), end: at(15), verdict: .accept)],
                [Element(key: at(0), end: at(15), verdict: .drop)],
                [
                    Element(key: at(0), end: at(7), verdict: .drop),
                    Element(key: at(8), end: at(15), verdict: .accept),
                ],
                [
                    Element(key: at(0), end: at(9), verdict: .drop),
                    Element(key: at(10), end: at(20), verdict: .accept, comment: "moved"),
                ],
                [Element(key: at(0), end: at(20), verdict: .return)],
                [],
            ]
            let map = NamedSet(
                "zones", key: [.address(family)], value: .verdict, isInterval: true, elements: .keyed([]))
            try expect(map, toTake: steps, family)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `intervals over two parts change within one transaction`(family: IPFamily) throws {
        try withNetworkNamespace {
            let key = { (host: UInt8, port: UInt8) in family.example(host).bytes + [0, port, 0, 0] }
            let steps: [[Element]] = [
                [Element(key: key(0, 80), end: key(15, 90)), Element(key: key(0, 100), end: key(15, 100))],
                [Element(key: key(0, 80), end: key(15, 99)), Element(key: key(0, 100), end: key(15, 100))],
                [Element(key: key(0, 80), end: key(15, 100))],
                [
                    Element(key: key(0, 80), end: key(7, 100)), Element(key: key(8, 80), end: key(15, 100)),
                    Element(key: key(200, 1)),
                ],
                [Element(key: key(0, 0), end: key(255, 255), comment: "all")],
                [],
            ]
            let set = NamedSet(
                "services", key: [.address(family), .port], isInterval: true, elements: .keyed([]))
            try expect(set, toTake: steps, family)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `members that overlap in all their parts are refused`(family: IPFamily) throws {
        try withNetworkNamespace {
            let key = { (host: UInt8, port: UInt8) in family.example(host).bytes + [0, port, 0, 0] }
            let set = NamedSet(
                "services", key: [.address(family), .port], isInterval: true,
                elements: .keyed([Element(key: key(0, 80), end: key(15, 90))]))
            var socket = try NftablesSocket()
            try commit(&socket) { batch in
                try batch.addTable(Table(family))
                try batch.addSet(set, Table(family))
                batch.addElements(to: set, set.elements, Table(family))
            }
            #expect(throws: CommitError.self) {
                let other = Element(key: key(8, 90), end: key(20, 95))
                try commit(&socket) { $0.addElements(to: set, .keyed([other]), Table(family)) }
            }
            let beside = Element(key: key(8, 91), end: key(20, 95))
            try commit(&socket) { $0.addElements(to: set, .keyed([beside]), Table(family)) }
            #expect(try socket.readElements(Table(family), of: set).count == 2)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `large maps and sets of intervals over parts are read back whole`(family: IPFamily) throws {
        try withNetworkNamespace {
            var ruleset = Ruleset(family)
            let base = family.example(0).bits
            let addresses = (0..<20_000).map { IPAddress(family, bits: base + $0).bytes }
            ruleset.add(
                NamedSet(
                    "marks", key: [.address(family)], value: .mark,
                    elements: .keyed(addresses.map { Element(key: $0, value: native(1), comment: "marked") }))
            )
            ruleset.add(
                NamedSet(
                    "services", key: [.address(family), .port], isInterval: true,
                    elements: .keyed(
                        addresses.prefix(3000).map {
                            Element(key: $0 + [0, 80, 0, 0], end: $0 + [0, 90, 0, 0])
                        })))
            var socket = try NftablesSocket()
            try commit(&socket) { try $0.add(ruleset) }
            let isSame = try read(&socket, family) == ruleset
            #expect(isSame)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a map or an interval that none of ours could be is listed without a key`(family: IPFamily) throws {
        try withNetworkNamespace {
            try command(
                "/usr/sbin/nft",
                """
                table \(Table(family).family) gemel {
                    map times { type inet_service : mark; flags timeout; }
                    set marks { type mark; flags interval; elements = { 1-2 }; }
                    set pairs { type mark . inet_service; flags interval; elements = { 1-2 . 3 }; }
                    map several { type inet_service : \(DataType.address(family).name) . inet_service; }
                }
                """)
            var socket = try NftablesSocket()
            let sets = try #require(try read(&socket, family)).sets
            #expect(sets.count == 4)
            for set in sets.values { #expect(set.key.isEmpty, "\(set.name)") }
        }
    }
}

/// Makes the members of `set` those of each step, in one transaction each, and reads them back.
private func expect(_ set: NamedSet, toTake steps: [[Element]], _ family: IPFamily) throws {
    var socket = try NftablesSocket()
    try commit(&socket) { batch in
        try batch.addTable(Table(family))
        try batch.addChain(Chain("plain", rules: []), Table(family))
        try batch.addSet(set, Table(family))
    }
    var current: [Element] = []
    for step in steps {
        try commit(&socket) { batch in
            batch.deleteElements(from: set, .keyed(current.filter { !step.contains($0) }), Table(family))
            batch.addElements(to: set, .keyed(step.filter { !current.contains($0) }), Table(family))
        }
        current = step
        #expect(try socket.readElements(Table(family), of: set) == .keyed(step))
    }
}
