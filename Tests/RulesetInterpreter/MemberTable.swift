import Addressing
import Nftables

/// A set or map as the kernel looks into it.
struct MemberTable {
    private let parts: [(offset: Int, length: Int)]
    private let keyLength: Int
    private let numberLength: Int
    private var numbers: Set<UInt128> = []
    private var ranges: [AddressRange] = []
    private var keys: [[UInt8]: Element] = [:]
    private var intervals: [Element] = []

    init(_ set: NamedSet) {
        keyLength = set.keyLength
        numberLength = set.key.count == 1 ? set.key[0].length : 0
        var parts: [(Int, Int)] = []
        var offset = 0
        for type in set.key {
            parts.append((offset, type.length))
            offset += type.paddedLength
        }
        self.parts = parts
        switch set.elements {
        case .values(let values): numbers = Set(values)
        case .ranges(let list): ranges = list
        case .keyed(let elements):
            for element in elements {
                if element.end == nil { keys[element.key] = element } else { intervals.append(element) }
            }
        }
    }

    /// The element that `register` hits; for sets of numbers an empty one.
    func find(_ register: ArraySlice<UInt8>) -> Element? {
        let key = Array(register.prefix(keyLength))
        if let element = keys[key] { return element }
        if let element = intervals.first(where: { isInside(key, $0) }) { return element }
        guard !numbers.isEmpty || !ranges.isEmpty else { return nil }
        let number = key.prefix(numberLength).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        let isMember = numbers.contains(number) || ranges.contains { $0.first <= number && number <= $0.last }
        return isMember ? Element(key: key) : nil
    }

    /// Each part of a concatenation is an interval of its own.
    private func isInside(_ key: [UInt8], _ element: Element) -> Bool {
        guard let end = element.end else { return false }
        return parts.allSatisfy { offset, length in
            let (low, high, own) = (
                element.key[offset..<offset + length], end[offset..<offset + length],
                key[offset..<offset + length]
            )
            return !own.lexicographicallyPrecedes(low) && !high.lexicographicallyPrecedes(own)
        }
    }
}
