package import Addressing

/// The blocks of a pool in the order in which a node tries to claim them: from a place that its name decides,
/// so that nodes seldom meet, each block once.
///
/// Blocks are made one at a time: a /64 has 2^58 of them.
package struct BlockOrder: Sequence, IteratorProtocol {
    private let pool: IPPrefix
    private let length: UInt8
    private let count: UInt128
    private var position: UInt128
    private var visited: UInt128 = 0

    package init(pool: IPPrefix, blockLength: UInt8, node: String) {
        self.pool = pool
        length = blockLength
        let bits = blockLength > pool.length ? blockLength - pool.length : 0
        count = bits >= 128 ? .max : 1 << UInt128(bits)
        position = UInt128(fnv(node)) % count
    }

    package mutating func next() -> IPPrefix? {
        guard visited < count else { return nil }
        let bits = pool.bits + position << (pool.family.addressBits - Int(length))
        advance(by: 1)
        return IPPrefix(IPAddress(pool.family, bits: bits), length: length)
    }

    /// Passes over all that follows the block just given within `prefix`, which it lies in.
    mutating func skip(_ prefix: IPPrefix) {
        let end = Swift.min(prefix.range.last, pool.range.last)
        let last = (end - pool.bits) >> (pool.family.addressBits - Int(length))
        if position != 0, position <= last { advance(by: last - position + 1) }
    }

    private mutating func advance(by steps: UInt128) {
        visited += steps
        position = position + steps >= count ? position + steps - count : position + steps
    }
}

/// FNV-1 of 32 bits, which is what Calico hashes a node's name with.
private func fnv(_ text: String) -> UInt32 {
    text.utf8.reduce(2_166_136_261) { ($0 &* 16_777_619) ^ UInt32($1) }
}
