/// Consecutive addresses of one family, both ends included.
package struct AddressRange: Hashable, Sendable {
    package let first: UInt128
    package let last: UInt128

    package init(_ first: UInt128, _ last: UInt128) {
        precondition(first <= last)
        self.first = first
        self.last = last
    }

    @inlinable package func contains(_ bits: UInt128) -> Bool { first <= bits && bits <= last }

    package var isSingle: Bool { first == last }
}

extension AddressRange: Comparable {
    @inlinable package static func < (left: AddressRange, right: AddressRange) -> Bool {
        left.first != right.first ? left.first < right.first : left.last < right.last
    }
}

extension [AddressRange] {
    /// The same addresses in the fewest ranges: sorted, no two overlapping or touching.
    ///
    /// The kernel refuses overlapping elements in an interval set, and adjacent ones cost it two entries.
    package func merged() -> [AddressRange] {
        var result: [AddressRange] = []
        result.reserveCapacity(count)
        for range in sorted() {
            guard let previous = result.last, previous.last == .max || range.first <= previous.last + 1 else {
                result.append(range)
                continue
            }
            result[result.count - 1] = AddressRange(previous.first, Swift.max(previous.last, range.last))
        }
        return result
    }
}

extension AddressRange {
    /// The fewest prefixes of `family` that cover the range exactly, in ascending order.
    package func prefixes(_ family: IPFamily) -> [IPPrefix] {
        var result: [IPPrefix] = []
        var start = first
        while true {
            var free = Swift.min(start.trailingZeroBitCount, family.addressBits)
            while free > 0, start + (free >= 128 ? .max : (1 << free) - 1) > last { free -= 1 }
            let prefix = IPPrefix(IPAddress(family, bits: start), length: UInt8(family.addressBits - free))
            result.append(prefix)
            guard prefix.range.last < last else { return result }
            start = prefix.range.last + 1
        }
    }
}
