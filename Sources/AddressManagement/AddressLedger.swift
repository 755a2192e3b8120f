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
    /// Blocks that the node has by what others know, whether or not the ledger does; claimed before any other.
    package var ownBlocks: [IPPrefix] = []
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
        var own = orderedBlocks.filter { $0.node == node && pools.has($0.prefix) }.map(\.prefix)
        while result.addresses.count < count {
            if let address = take(from: own, owner, node, rules) {
                result.addresses.append(address)
                continue
            }
            do throws(AddressFailure) {
                guard let block = try claim(from: pools, on: node, rules: rules) else { break }
                own.append(block)
            } catch {
                result.shortage = error
                return result
            }
        }
        guard result.addresses.count < count else { return result }
        guard !rules.strictAffinity else {
            result.shortage = pools.first.map { .strictAffinity($0.prefix.family) }
            return result
        }
        let others = orderedBlocks.filter { $0.node != node && pools.has($0.prefix) }.map(\.prefix)
        while result.addresses.count < count {
            guard let address = take(from: others, owner, node, rules) else {
                result.shortage = .noAddresses(pools.map(\.prefix))
                break
            }
            result.addresses.append(address)
        }
        return result
    }

    /// Gives out one address of `prefixes`: one that was never given out, or else the one that has been free longest.
    private mutating func take(
        from prefixes: [IPPrefix], _ owner: Owner, _ node: String, _ rules: AssignmentRules
    ) -> IPAddress? {
        let allocation = Allocation(owner: owner, node: node, sequence: sequence)
        for prefix in prefixes {
            guard let address = blocks[prefix]?.takeFresh(allocation, reserved: rules.reserved) else {
                continue
            }
            sequence += 1
            return address
        }
        let rested = prefixes.compactMap { prefix in
            blocks[prefix]?.longestFree(reserved: rules.reserved).map { (prefix: prefix, free: $0) }
        }.min { $0.free.since < $1.free.since }
        guard let rested, blocks[rested.prefix]?.take(rested.free.ordinal, allocation) == true else {
            return nil
        }
        sequence += 1
        return blocks[rested.prefix]?.address(rested.free.ordinal)
    }

    /// A block of the pools that nobody had; `nil` if there is none.
    private mutating func claim(
        from pools: [IPPool], on node: String, rules: AssignmentRules
    ) throws(AddressFailure) -> IPPrefix? {
        let known = rules.ownBlocks.filter { block in
            pools.contains { $0.prefix.covers(block) && $0.blockSize == block.length }
        }
        for block in known where isFree(block, rules) { return try claim(block, on: node, rules) }
        for pool in pools {
            let length = UInt8(clamping: pool.blockSize)
            var order = BlockOrder(pool: pool.prefix, blockLength: length, node: node)
            while let block = order.next() {
                // Of what covers many blocks, none is tried by itself: a /64 has more than anybody can count.
                if let taken = covering(block, rules) {
                    order.skip(taken)
                    continue
                }
                if isFree(block, rules) { return try claim(block, on: node, rules) }
            }
        }
        return nil
    }

    private mutating func claim(
        _ block: IPPrefix, on node: String, _ rules: AssignmentRules
    ) throws(AddressFailure) -> IPPrefix {
        let held = blocks.values.count { $0.node == node && $0.prefix.family == block.family }
        guard held < rules.blockLimit else { throw .blockLimit(rules.blockLimit, block.family) }
        blocks[block] = AddressBlock(block, node: node)
        return block
    }

    /// What is reserved, or somebody's, that has the whole of `block` in it.
    private func covering(_ block: IPPrefix, _ rules: AssignmentRules) -> IPPrefix? {
        rules.reserved.first { $0.covers(block) } ?? rules.foreignBlocks.first { $0.covers(block) }
            ?? blocks.keys.first { $0.covers(block) }
    }

    /// Whether no part of `block` is in a block already, which is of another size where a pool was made anew.
    private func isFree(_ block: IPPrefix, _ rules: AssignmentRules) -> Bool {
        blocks[block] == nil && !blocks.keys.contains { $0.overlaps(block) }
            && !rules.foreignBlocks.contains { $0.overlaps(block) }
            && !rules.reserved.contains { $0.covers(block) }
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
        guard block.node == node || !rules.strictAffinity else { throw .strictAffinity(prefix.family) }
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

    func smallest(covering block: IPPrefix) -> IPPool? {
        filter { $0.prefix.covers(block) }.max { $0.prefix.length < $1.prefix.length }
    }
}

extension IPPrefix {
    /// Whether all of `other` is in it.
    package func covers(_ other: IPPrefix) -> Bool { contains(other.address) && length <= other.length }

    fileprivate func overlaps(_ other: IPPrefix) -> Bool { covers(other) || other.covers(self) }
}
