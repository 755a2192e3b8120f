import AddressManagement
import Addressing
import Resources
import Testing

@Suite struct ReleaseTests {
    private func ledger(_ count: Int) throws -> (AddressLedger, [IPAddress]) {
        var ledger = AddressLedger()
        var addresses: [IPAddress] = []
        for prefix in ["192.168.1.0/24", "fd80::/120"] {
            addresses +=
                ledger.assign(
                    count, from: [try pool(prefix)], to: alice, on: "host-a", rules: rules()
                ).addresses
        }
        return (ledger, addresses.sorted())
    }

    @Test func `a handle gives back all that it has, of both families`() throws {
        var (ledger, addresses) = try ledger(66)
        #expect(ledger.release(handle: alice.handle) == addresses)
        #expect(ledger.handles.isEmpty)
    }

    @Test func `what nobody has is released without an error`() throws {
        var (ledger, _) = try ledger(1)
        #expect(try ledger.release(try address("1.1.1.1")) == false)
        #expect(ledger.release(handle: "nobody").isEmpty)
    }

    @Test func `an address of another handle stays`() throws {
        var (ledger, addresses) = try ledger(1)
        for address in addresses {
            #expect(throws: AddressFailure.wrongHandle(address, held: alice.handle)) {
                try ledger.release(address, handle: "fakehandle")
            }
        }
    }

    @Test func `an address that was given out again stays`() throws {
        var (ledger, addresses) = try ledger(1)
        for address in addresses {
            let sequence = try #require(ledger.allocation(of: address)?.sequence)
            #expect(throws: AddressFailure.wrongSequence(address, held: sequence)) {
                try ledger.release(address, sequence: sequence + 1)
            }
            #expect(try ledger.release(address, sequence: sequence))
        }
    }

    @Test func `a ledger reads as it was written`() throws {
        var (ledger, addresses) = try ledger(70)
        _ = try ledger.release(addresses[3])
        let odd = Owner(handle: "a\"b\\c\n", namespace: "n", pod: "\u{1}ü")
        _ = ledger.assign(1, from: [try pool("10.0.0.0/24")], to: odd, on: "host-b", rules: rules())
        #expect(try AddressLedger(Array(ledger.text.utf8)) == ledger)
    }

    @Test(arguments: [("10.0.0.0/24", 30), ("fd80::/120", 126)])
    func `an address rests until all others of the node were given out, in whichever block it is`(
        prefix: String, length: Int
    ) throws {
        var ledger = AddressLedger()
        let pools = [try pool(prefix, length)]
        func give(_ count: Int) -> [IPAddress] {
            ledger.assign(count, from: pools, to: alice, on: "host-a", rules: rules(limit: 3)).addresses
        }
        let all = give(12)
        let order = [5, 11, 0, 6].map { all[$0] }
        for address in order { _ = try ledger.release(address) }
        #expect(give(4) == order)
        for address in all { _ = try ledger.release(address) }
        ledger = try AddressLedger(Array(ledger.text.utf8))
        #expect(give(12) == all)
    }

    @Test(arguments: [("10.0.0.0/24", 28), ("fd80::/120", 124)])
    func `a block without addresses goes back as soon as the others have room for half of it`(
        prefix: String, length: Int
    ) throws {
        var ledger = AddressLedger()
        let pools = [try pool(prefix, length)]
        let all = ledger.assign(17, from: pools, to: alice, on: "host-a", rules: rules()).addresses
        _ = try ledger.release(all[16])
        ledger.releaseEmptyBlocks(of: "host-a", in: pools)
        #expect(ledger.orderedBlocks.count == 2)
        for address in all[0..<7] { _ = try ledger.release(address) }
        ledger.releaseEmptyBlocks(of: "host-a", in: pools)
        #expect(ledger.orderedBlocks.count == 2)
        _ = try ledger.release(all[7])
        ledger.releaseEmptyBlocks(of: "host-b", in: pools)
        #expect(ledger.orderedBlocks.count == 2)
        ledger.releaseEmptyBlocks(of: "host-a", in: pools)
        #expect(ledger.orderedBlocks.map { $0.allocations.count } == [8])
        ledger.release(handle: alice.handle)
        ledger.releaseEmptyBlocks(of: "host-a", in: pools)
        #expect(ledger.orderedBlocks.count == 1)
    }

    @Test(arguments: IPFamily.allCases)
    func `the only block of a pool stays, whatever room other pools and the other family have`(
        family: IPFamily
    ) throws {
        var ledger = AddressLedger()
        let blocks = family == .v4 ? ["10.0.0.0/24", "10.1.0.0/24"] : ["fd80::/120", "fd81::/120"]
        let pools = try blocks.map { try pool($0) } + [try pool("192.168.1.0/24"), try pool("fd82::/120")]
        for pool in pools {
            _ = ledger.assign(1, from: [pool], to: alice, on: "host-a", rules: rules())
        }
        ledger.release(handle: alice.handle)
        ledger.releaseEmptyBlocks(of: "host-a", in: pools)
        #expect(ledger.orderedBlocks.count == 4)
    }

    @Test(arguments: ["", "{}", "[]", "{\"version\": 2}", "{\"version\": 1, \"revision\": 1}"])
    func `what is no ledger is an error`(text: String) {
        #expect(throws: LedgerError.self) { try AddressLedger(Array(text.utf8)) }
    }
}

@Suite struct BlockOrderTests {
    @Test(arguments: [
        ("10.10.0.0/24", 26, 4), ("fd80::/120", 122, 4), ("10.10.0.0/16", 20, 16), ("fd80::/114", 116, 4),
        ("10.10.0.0/24", 32, 256), ("fd80::/120", 128, 256),
    ])
    func `each block comes once, from a place that the node decides`(
        prefix: String, length: UInt8, count: Int
    ) throws {
        let pool = try #require(IPPrefix(prefix))
        let blocks = Array(BlockOrder(pool: pool, blockLength: length, node: "host-a"))
        #expect(blocks.count == count)
        #expect(Set(blocks).count == count)
        let starts = Set(
            (0..<50).compactMap { number in
                var order = BlockOrder(pool: pool, blockLength: length, node: "host-\(number)")
                return order.next()
            })
        #expect(starts.count > 1)
    }
}
