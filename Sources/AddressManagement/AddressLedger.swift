package import Addressing
package import Resources

/// What assigning has to heed beside the pools.
package struct AssignmentRules: Hashable, Sendable {
    /// Whether a node gives addresses out of its own blocks only.
    package var strictAffinity = false
    /// The most blocks of one family that a node may have; 20 in Calico too.
    package var blockLimit = 20
    /// Never given out unless asked for by name.
    package var reserved: [IPPrefix] = []
    /// Blocks that other nodes have, as far as the ledger does not know.
    package var foreignBlocks: Set<IPPrefix> = []

    package init() {}
}

/// Who has which address, of both families: one value, so that a change of both is one change.
package struct AddressLedger: Hashable, Sendable {
    /// Counts what was ever written.
    package var revision: UInt64 = 0
    package internal(set) var blocks: [IPPrefix: AddressBlock] = [:]
    /// The number of the next allocation.
    var sequence: UInt64 = 1

    package init() {}

    /// The blocks in the order of their addresses, IPv4 first.
    package var orderedBlocks: [AddressBlock] {
        blocks.values.sorted { $0.prefix < $1.prefix }
    }

    /// The addresses of `handle`, IPv4 first.
    package func addresses(of handle: String) -> [IPAddress] {
        blocks.values.flatMap { block in
            block.allocations.filter { $0.value.owner.handle == handle }.map { block.address($0.key) }
        }.sorted()
    }

    package var handles: Set<String> {
        Set(blocks.values.flatMap { $0.allocations.values.map(\.owner.handle) })
    }
}

/// As many addresses as there were, and why there were no more.
package struct Assignment: Hashable, Sendable {
    package var addresses: [IPAddress] = []
    package var shortage: AddressFailure?
}

extension AddressLedger {
    /// Gives out up to `count` addresses of one family: out of the node's blocks, then out of blocks that it
    /// claims, then out of other nodes' unless affinity is strict.
    ///
    /// - Parameter pools: all of one family; the first that has something gives it.
    package mutating func assign(
        _ count: Int, from pools: [IPPool], to owner: Owner, on node: String, rules: AssignmentRules
    ) -> Assignment {
        var result = Assignment()
        let own = orderedBlocks.filter { block in block.node == node && pools.has(block.prefix) }
        for block in own { take(count, block.prefix, owner, node, rules, &result) }
        while result.addresses.count < count {
            do throws(AddressFailure) {
                guard let block = try claim(from: pools, on: node, rules: rules) else { break }
                take(count, block, owner, node, rules, &result)
            } catch {
                result.shortage = error
                return result
            }
        }
        guard result.addresses.count < count else { return result }
        guard !rules.strictAffinity else {
            result.shortage = .strictAffinity
            return result
        }
        let others = orderedBlocks.filter { block in block.node != node && pools.has(block.prefix) }
        for block in others { take(count, block.prefix, owner, node, rules, &result) }
        if result.addresses.count < count { result.shortage = .noAddresses(pools.map(\.prefix)) }
        return result
    }

    private mutating func take(
        _ count: Int, _ prefix: IPPrefix, _ owner: Owner, _ node: String, _ rules: AssignmentRules,
        _ result: inout Assignment
    ) {
        while result.addresses.count < count {
            let allocation = Allocation(owner: owner, node: node, sequence: sequence)
            guard let address = blocks[prefix]?.take(allocation, reserved: rules.reserved) else { return }
            sequence += 1
            result.addresses.append(address)
        }
    }

    /// A block of the pools that nobody had; `nil` if there is none.
    private mutating func claim(
        from pools: [IPPool], on node: String, rules: AssignmentRules
    ) throws(AddressFailure) -> IPPrefix? {
        for pool in pools {
            let length = UInt8(clamping: pool.blockSize)
            var order = BlockOrder(pool: pool.prefix, blockLength: length, node: node)
            while let block = order.next() {
                // Of what covers many blocks, none is tried by itself: a /64 has more than anybody can count.
                if let taken = covering(block, rules) {
                    order.skip(taken)
                    continue
                }
                guard !isClaimed(block), !rules.foreignBlocks.contains(where: { $0.overlaps(block) }) else {
                    continue
                }
                let family = block.family
                let held = blocks.values.count { $0.node == node && $0.prefix.family == family }
                guard held < rules.blockLimit else { throw .blockLimit(rules.blockLimit) }
                blocks[block] = AddressBlock(block, node: node)
                return block
            }
        }
        return nil
    }

    /// What is reserved, or somebody's, that has the whole of `block` in it.
    private func covering(_ block: IPPrefix, _ rules: AssignmentRules) -> IPPrefix? {
        rules.reserved.first { $0.covers(block) } ?? rules.foreignBlocks.first { $0.covers(block) }
            ?? blocks.keys.first { $0.covers(block) }
    }

    /// Whether part of `block` is in a block already, which is of another size where a pool was made anew.
    private func isClaimed(_ block: IPPrefix) -> Bool {
        blocks[block] != nil || blocks.keys.contains { $0.overlaps(block) }
    }

    /// Gives out this very address, reserved or not.
    package mutating func assign(
        _ address: IPAddress, of pools: [IPPool], to owner: Owner, on node: String, rules: AssignmentRules
    ) throws(AddressFailure) {
        guard let pool = pools.first(where: { !$0.isDisabled && $0.prefix.contains(address) }) else {
            throw .notInPool(address)
        }
        let prefix =
            blocks.keys.first { $0.contains(address) }
            ?? IPPrefix(address, length: UInt8(clamping: pool.blockSize))
        var block = blocks[prefix] ?? AddressBlock(prefix, node: node)
        guard block.node == node || !rules.strictAffinity else { throw .strictAffinity }
        let allocation = Allocation(owner: owner, node: node, sequence: sequence)
        guard let ordinal = block.ordinal(address), block.take(ordinal, allocation) else {
            throw .alreadyAssigned(address)
        }
        sequence += 1
        blocks[prefix] = block
    }
}

extension [IPPool] {
    fileprivate func has(_ block: IPPrefix) -> Bool { contains { $0.prefix.covers(block) } }
}

extension IPPrefix {
    fileprivate func covers(_ other: IPPrefix) -> Bool { contains(other.address) && length <= other.length }

    fileprivate func overlaps(_ other: IPPrefix) -> Bool { covers(other) || other.covers(self) }
}
