package import Addressing
package import Resources

extension AddressLedger {
    /// Takes back all addresses of `handle`, of both families, if it has any; says which.
    @discardableResult
    package mutating func release(handle: String) -> [IPAddress] {
        let addresses = addresses(of: handle)
        for address in addresses { free(address) }
        return addresses
    }

    /// Takes back an address; says whether it was given out.
    ///
    /// - Parameters:
    ///   - handle: whose it has to be, if that matters.
    ///   - sequence: which allocation it has to be, so that one that is younger than the caller's knowledge
    ///     stays.
    package mutating func release(
        _ address: IPAddress, handle: String? = nil, sequence: UInt64? = nil
    ) throws(AddressFailure) -> Bool {
        guard let held = allocation(of: address) else { return false }
        if let handle, handle != held.owner.handle { throw .wrongHandle(address, held: held.owner.handle) }
        if let sequence, sequence != held.sequence { throw .wrongSequence(address, held: held.sequence) }
        free(address)
        return true
    }

    package func allocation(of address: IPAddress) -> Allocation? {
        guard let block = block(of: address), let ordinal = block.ordinal(address) else { return nil }
        return block.allocations[ordinal]
    }

    private mutating func free(_ address: IPAddress) {
        guard let block = block(of: address), let ordinal = block.ordinal(address) else { return }
        blocks[block.prefix]?.free(ordinal, at: sequence)
        sequence += 1
    }

    /// Gives back the blocks of `node` in which nobody has an address, so that other nodes can have them.
    ///
    /// One stays as long as the node's others of the same pool have not room for half as many: what is at the edge would
    /// be claimed and given back all the time, each time with news for all other nodes, and addresses would not rest.
    package mutating func releaseEmptyBlocks(of node: String, in pools: [IPPool]) {
        for block in orderedBlocks.reversed() where block.node == node && block.allocations.isEmpty {
            let pool = pools.smallest(covering: block.prefix)
            let others = blocks.values.filter { other in
                other.node == node && other.prefix != block.prefix
                    && other.prefix.family == block.prefix.family
                    && pools.smallest(covering: other.prefix) == pool
            }
            let room = others.reduce(0) { $0 + Int($1.size) - $1.allocations.count }
            if room >= max(1, Int(block.size) / 2) { blocks[block.prefix] = nil }
        }
    }

    private func block(of address: IPAddress) -> AddressBlock? {
        AddressBlock.lengths(address.family).lazy.compactMap { blocks[IPPrefix(address, length: $0)] }.first
    }
}
