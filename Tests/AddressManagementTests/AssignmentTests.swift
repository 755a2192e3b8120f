import AddressManagement
import Addressing
import Resources
import Testing

let alice = Owner(handle: "net/alice/eth0", namespace: "default", pod: "alice")

func pool(_ prefix: String, _ blockSize: Int? = nil) throws -> IPPool {
    IPPool(name: prefix, prefix: try #require(IPPrefix(prefix)), blockSize: blockSize)
}

func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

func rules(strict: Bool = false, limit: Int = 20, reserved: [String] = []) -> AssignmentRules {
    var rules = AssignmentRules()
    rules.strictAffinity = strict
    rules.blockLimit = limit
    rules.reserved = reserved.compactMap { IPPrefix($0) }
    return rules
}

@Suite struct AssignmentTests {
    /// Calico's table for AutoAssign, a row for each family.
    @Test(arguments: [
        ("192.168.0.0/16", 20, 1, 20, 1, nil), ("192.168.1.0/24", 32, 1, 20, 1, nil),
        ("fd80::/110", 116, 1, 20, 1, nil), ("fd80::/120", 128, 1, 20, 1, nil),
        ("192.168.1.0/24", 26, 256, 20, 256, nil), ("fd80::/120", 122, 256, 20, 256, nil),
        ("192.168.1.0/24", 30, 256, 256, 256, nil), ("fd80::/120", 126, 256, 256, 256, nil),
        ("192.168.1.0/24", 26, 256, 1, 64, "limit of 1 blocks"),
        ("fd80::/120", 122, 256, 1, 64, "limit of 1 blocks"),
        ("192.168.1.0/24", 26, 256, 2, 128, "limit of 2 blocks"),
        ("192.168.1.0/24", 26, 257, 20, 256, "no IPs available in pools: [192.168.1.0/24]"),
        ("fd80::/120", 122, 257, 20, 256, "no IPs available in pools: [fd80::/120]"),
    ])
    func `as many are given as Calico gives`(
        prefix: String, block: Int, asked: Int, limit: Int, given: Int, message: String?
    ) throws {
        var ledger = AddressLedger()
        let result = ledger.assign(
            asked, from: [try pool(prefix, block)], to: alice, on: "host-a", rules: rules(limit: limit))
        #expect(Set(result.addresses).count == given)
        #expect((result.shortage == nil) == (message == nil))
        if let message { #expect(result.shortage?.description.contains(message) == true) }
    }

    @Test(arguments: [("10.0.0.0/24", "10.0.0.128/26"), ("fd80::/120", "fd80::80/122")])
    func `a block that others know for the node's is claimed before any other`(
        prefix: String, own: String
    ) throws {
        var rules = rules()
        let own = try #require(IPPrefix(own))
        rules.ownBlocks = [own]
        for node in ["host-a", "host-b", "host-c"] {
            var ledger = AddressLedger()
            let given = ledger.assign(65, from: [try pool(prefix)], to: alice, on: node, rules: rules)
            #expect(given.addresses.filter { own.contains($0) } == Array(given.addresses[..<64]))
        }
        rules.foreignBlocks = [own]
        var ledger = AddressLedger()
        let given = ledger.assign(1, from: [try pool(prefix)], to: alice, on: "host-a", rules: rules)
        #expect(given.addresses.allSatisfy { !own.contains($0) })
    }

    @Test(arguments: ["10.0.0.0/25", "fd80::/121"])
    func `nodes have blocks of their own, and borrow when these are full`(prefix: String) throws {
        var ledger = AddressLedger()
        let pools = [try pool(prefix)]
        let first = ledger.assign(1, from: pools, to: alice, on: "host-a", rules: rules())
        let second = ledger.assign(1, from: pools, to: alice, on: "host-b", rules: rules())
        let many = ledger.assign(64, from: pools, to: alice, on: "host-a", rules: rules())
        #expect(Set(first.addresses + second.addresses + many.addresses).count == 66)
        #expect(Set(ledger.orderedBlocks.map(\.node)) == ["host-a", "host-b"])
        #expect(ledger.orderedBlocks.first { $0.node == "host-a" }?.allocations.count == 64)
    }

    @Test(arguments: ["192.168.1.0/26", "fd80::/122"])
    func `strict affinity ends where the blocks end`(prefix: String) throws {
        var ledger = AddressLedger()
        let result = ledger.assign(
            256, from: [try pool(prefix)], to: alice, on: "host-a", rules: rules(strict: true))
        #expect(result.addresses.count == 64)
        #expect(result.shortage == .strictAffinity(prefix.contains(":") ? .v6 : .v4))
    }

    @Test func `a freed address rests until all others were given out`() throws {
        var ledger = AddressLedger()
        let pools = [try pool("192.168.1.0/30", 30)]
        let first = ledger.assign(1, from: pools, to: alice, on: "host-a", rules: rules()).addresses
        ledger.release(handle: alice.handle)
        let rest = ledger.assign(4, from: pools, to: alice, on: "host-a", rules: rules()).addresses
        #expect(rest.last == first.first)
    }

    /// A pool for IPv6 has far more blocks in another node's `podCIDR` than can be tried one by one.
    @Test(arguments: [("10.0.0.0/9", "10.0.0.0/10"), ("fd00::/56", "fd00::/64")])
    func `blocks within another node's larger block are passed over without counting them`(
        prefix: String, foreign: String
    ) throws {
        let foreign = try #require(IPPrefix(foreign))
        var rules = rules(strict: true)
        rules.foreignBlocks = [foreign]
        var ledger = AddressLedger()
        for node in ["host-a", "host-b", "host-c"] {
            let result = ledger.assign(1, from: [try pool(prefix)], to: alice, on: node, rules: rules)
            #expect(result.addresses.count == 1)
            #expect(result.addresses.allSatisfy { !foreign.contains($0) })
        }
    }

    @Test(arguments: [("10.0.0.0/8", "10.0.0.0/9"), ("fd00::/64", "fd00::/65")])
    func `reserved addresses are passed over without counting them`(prefix: String, reserved: String) throws {
        for node in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            var ledger = AddressLedger()
            let result = ledger.assign(
                1, from: [try pool(prefix)], to: alice, on: node, rules: rules(reserved: [reserved]))
            let given = try #require(result.addresses.first)
            #expect(IPPrefix(reserved)?.contains(given) == false)
        }
    }

    @Test(arguments: [("192.168.1.0/24", "192.168.1.0"), ("fd80::/120", "fd80::")])
    func `an address can be asked for once, the pool's first too`(prefix: String, text: String) throws {
        var ledger = AddressLedger()
        let pools = [try pool(prefix)]
        try ledger.assign(
            try address(text), of: pools, to: alice, on: "host-a", rules: rules(reserved: [prefix]))
        #expect(throws: AddressFailure.alreadyAssigned(try address(text))) {
            try ledger.assign(try address(text), of: pools, to: alice, on: "host-a", rules: rules())
        }
    }

    @Test(arguments: ["1.1.1.1", "fd81::1"])
    func `an address of no pool is refused`(text: String) throws {
        var ledger = AddressLedger()
        let pools = [try pool("192.168.1.0/24"), try pool("fd80::/120")]
        #expect(throws: AddressFailure.notInPool(try address(text))) {
            try ledger.assign(try address(text), of: pools, to: alice, on: "host-a", rules: rules())
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `an attachment gets nothing if one family has nothing`(missing: IPFamily) throws {
        var ledger = AddressLedger()
        var pools = DualStack(v4: [try pool("192.168.1.0/24")], v6: [try pool("fd80::/120")])
        pools[missing] = []
        let request = AddressRequest(
            owner: alice, node: "host-a", counts: DualStack(v4: 1, v6: 1), explicit: [], pools: pools)
        #expect(throws: AddressFailure.noPools(node: "host-a", missing)) {
            try ledger.assign(request, of: pools.v4 + pools.v6, rules: rules())
        }
        #expect(ledger == AddressLedger())
    }
}
