import Addressing
import Glibc
import Netlink
import Nftables
import NftablesNetlink
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct OwnershipTests {
    @Test(arguments: IPFamily.allCases)
    func `a table that is owned refuses others, outlives its owner and is adopted`(family: IPFamily) throws {
        try withNetworkNamespace {
            let flags: TableFlags = [.owner, .persist]
            do {
                var owner = try NftablesSocket()
                try commit(&owner) { batch in
                    try batch.addTable(Table(family), flags: flags)
                    try batch.addChain(Chain("c", rules: []), Table(family))
                }
                #expect(try owner.readTable(Table(family))?.flags == flags)
                #expect(try owner.readTable(Table(family))?.owner == owner.portID)
                var other = try NftablesSocket()
                let error = try #require(throws: CommitError.self) {
                    try commit(&other) { $0.deleteTable(Table(family)) }
                }
                #expect(error.isForbidden)
                let second = try #require(throws: CommitError.self) {
                    try commit(&other) { try $0.addTable(Table(family), flags: flags) }
                }
                #expect(second.isForbidden)
                try command("/usr/sbin/nft", "flush ruleset")
                #expect(try owner.readTable(Table(family))?.chains.count == 1)
            }
            var heir = try NftablesSocket()
            // A process that another test starts at the same time may hold the socket open until it becomes
            // the program it is to be.
            var orphan = try #require(try heir.readTable(Table(family)))
            for _ in 0..<1000 where orphan.owner != nil {
                usleep(1000)
                orphan = try #require(try heir.readTable(Table(family)))
            }
            #expect(orphan.owner == nil)
            #expect(orphan.chains.count == 1)
            try commit(&heir) { batch in
                try batch.addTable(Table(family), flags: flags)
                try batch.addChain(Chain("d", rules: []), Table(family))
            }
            let adopted = try #require(try heir.readTable(Table(family)))
            #expect(adopted.owner == heir.portID)
            #expect(adopted.flags == flags)
            #expect(adopted.chains.count == 2)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a table without the flags gets them only by being made anew`(family: IPFamily) throws {
        try withNetworkNamespace {
            let flags: TableFlags = [.owner, .persist]
            var socket = try NftablesSocket()
            try commit(&socket) { try $0.addTable(Table(family)) }
            let error = try #require(throws: CommitError.self) {
                try commit(&socket) { try $0.addTable(Table(family), flags: flags) }
            }
            #expect(error.isUnsupported)
            for _ in 0..<2 {
                try commit(&socket) { batch in
                    batch.deleteTable(Table(family))
                    try batch.addTable(Table(family), flags: flags)
                }
                #expect(try socket.readTable(Table(family))?.flags == flags)
                #expect(try socket.readTable(Table(family))?.owner == socket.portID)
            }
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a flag that the kernel does not know is refused in a way that can be told`(family: IPFamily) throws
    {
        try withNetworkNamespace {
            var socket = try NftablesSocket()
            let error = try #require(throws: CommitError.self) {
                try commit(&socket) { try $0.addTable(Table(family), flags: TableFlags(rawValue: 0x80)) }
            }
            #expect(error.failures.map(\.code) == [EOPNOTSUPP])
        }
    }
}
