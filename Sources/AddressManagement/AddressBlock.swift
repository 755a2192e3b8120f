package import Addressing

/// A block of a pool: what one node gives addresses out of.
///
/// Addresses are counted from the block's first. Those never given out come in order, then those that were
/// freed, the longest free of all of a node's blocks first, so that an address rests as long as can be before somebody
/// else has it.
package struct AddressBlock: Hashable, Sendable {
    package let prefix: IPPrefix
    /// The node that the block is affine to; routes lead to it.
    package var node: String
    package internal(set) var allocations: [UInt32: Allocation] = [:]
    /// The first that was never given out in its turn.
    var fresh: UInt32 = 0
    /// What was given out and is free, with the ledger's sequence number when it became so; 0 for what was passed
    /// over since it was reserved.
    var freed: [UInt32: UInt64] = [:]

    init(_ prefix: IPPrefix, node: String) {
        self.prefix = prefix
        self.node = node
    }

    /// The lengths that a block's prefix can have, as of Calico's IPPool; at most 4,096 addresses.
    static func lengths(_ family: IPFamily) -> ClosedRange<UInt8> { family == .v4 ? 20...32 : 116...128 }

    package var size: UInt32 { 1 << (UInt32(prefix.family.addressBits) - UInt32(prefix.length)) }

    package func address(_ ordinal: UInt32) -> IPAddress {
        IPAddress(prefix.family, bits: prefix.bits + UInt128(ordinal))
    }

    /// `nil` for an address that is not in the block.
    func ordinal(_ address: IPAddress) -> UInt32? {
        prefix.contains(address) ? UInt32(address.bits - prefix.bits) : nil
    }

    /// Gives out the next address that was never given out and is not reserved; `nil` if there is none.
    mutating func takeFresh(_ allocation: Allocation, reserved: [IPPrefix]) -> IPAddress? {
        while fresh < size {
            let ordinal = fresh
            fresh += 1
            guard allocations[ordinal] == nil, freed[ordinal] == nil else { continue }
            guard !isReserved(ordinal, reserved) else {
                freed[ordinal] = 0
                continue
            }
            allocations[ordinal] = allocation
            return address(ordinal)
        }
        return nil
    }

    /// The freed address that has been free longest, and since when; reserved ones are not counted.
    func longestFree(reserved: [IPPrefix]) -> (ordinal: UInt32, since: UInt64)? {
        freed.filter { !isReserved($0.key, reserved) }.min { ($0.value, $0.key) < ($1.value, $1.key) }
            .map { ($0.key, $0.value) }
    }

    /// Gives out this very address; says whether it was free.
    mutating func take(_ ordinal: UInt32, _ allocation: Allocation) -> Bool {
        guard allocations[ordinal] == nil else { return false }
        freed[ordinal] = nil
        allocations[ordinal] = allocation
        return true
    }

    /// - Parameter sequence: the ledger's.
    mutating func free(_ ordinal: UInt32, at sequence: UInt64) {
        if allocations.removeValue(forKey: ordinal) != nil { freed[ordinal] = sequence }
    }

    private func isReserved(_ ordinal: UInt32, _ reserved: [IPPrefix]) -> Bool {
        reserved.contains { $0.contains(address(ordinal)) }
    }
}
