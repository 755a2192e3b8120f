package import Addressing

/// The members of a set or map, in the most compact of three forms.
///
/// Members are sorted and unique, so that equal contents are equal values and a difference is one pass.
package enum Elements: Hashable, Sendable {
    /// Single numbers of the key's width, ascending: addresses, ports, protocols.
    case values([UInt128])
    /// Ranges of numbers, ascending, neither overlapping nor touching; the set carries the flag interval.
    case ranges([AddressRange])
    /// Keys as bytes, each part in network byte order (`ct_state` and `mark`: in the machine's) and padded
    /// to 4 bytes inside a concatenation; with what they map to in a map.
    case keyed([Element])

    package var count: Int {
        switch self {
        case .values(let values): values.count
        case .ranges(let ranges): ranges.count
        case .keyed(let elements): elements.count
        }
    }

    package var isEmpty: Bool { count == 0 }

    /// No members, in the form of `self`.
    package var emptied: Elements {
        switch self {
        case .values: .values([])
        case .ranges: .ranges([])
        case .keyed: .keyed([])
        }
    }
}

extension Elements {
    /// Removes the members with these keys, and adds others; what has a key that is added as well is replaced.
    ///
    /// - Precondition: the members are keyed.
    package mutating func edit(removing keys: [[UInt8]], adding new: [Element]) {
        guard case .keyed(var members) = self else { return }
        // The only reference, so that the members are edited where they are.
        self = .keyed([])
        for key in keys {
            let place = members.place(of: key)
            if place < members.count, members[place].key == key { members.remove(at: place) }
        }
        for element in new {
            let place = members.place(of: element.key)
            if place < members.count, members[place].key == element.key {
                members[place] = element
            } else {
                members.insert(element, at: place)
            }
        }
        self = .keyed(members)
    }
}

extension [Element] {
    /// Where `key` is, or would have to be, among sorted elements.
    fileprivate func place(of key: [UInt8]) -> Int {
        var range = startIndex..<endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if self[middle].key.lexicographicallyPrecedes(key) {
                range = middle + 1..<range.upperBound
            } else {
                range = range.lowerBound..<middle
            }
        }
        return range.lowerBound
    }
}

/// A member whose key is a string of bytes.
package struct Element: Hashable, Sendable {
    package let key: [UInt8]
    /// The last key of an interval, `nil` for one key alone.
    ///
    /// In a concatenation each part is an interval of its own: a key is a member if each of its parts lies
    /// between those of `key` and `end`.
    package let end: [UInt8]?
    /// What the key maps to in a verdict map.
    package let verdict: Verdict?
    /// What the key maps to in any other map, in the byte order of its type and not padded.
    package let value: [UInt8]?
    /// At most 127 bytes; shown by `nft list`.
    package let comment: String?

    package init(
        key: [UInt8], end: [UInt8]? = nil, verdict: Verdict? = nil, value: [UInt8]? = nil,
        comment: String? = nil
    ) {
        self.key = key
        self.end = end == key ? nil : end
        self.verdict = verdict
        self.value = value
        self.comment = comment.map(commentText)
    }
}

extension Element: Comparable {
    package static func < (left: Element, right: Element) -> Bool {
        left.key.lexicographicallyPrecedes(right.key)
    }
}

/// The key of an element that is an interface name: 16 bytes, padded with zeros.
package func interfaceKey(_ name: String) -> [UInt8] {
    var key = [UInt8](repeating: 0, count: 16)
    for (index, byte) in name.utf8.prefix(15).enumerated() { key[index] = byte }
    return key
}
