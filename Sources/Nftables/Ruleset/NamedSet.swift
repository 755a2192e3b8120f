/// A named set, map or verdict map of a table.
package struct NamedSet: Hashable, Sendable {
    package let name: String
    /// The parts of the key: one, or several for a concatenation.
    package let key: [DataType]
    /// What an element maps to; `nil` for a plain set.
    package let value: DataType?
    /// Whether members are ranges (flag interval): of numbers or, inside a concatenation, names too; the
    /// kernel compares bytes, so that nothing in the machine's byte order can be one.
    package let isInterval: Bool
    /// At most 127 bytes; shown by `nft list`.
    package let comment: String?
    package var elements: Elements

    package init(
        _ name: String, key: [DataType], value: DataType? = nil, isInterval: Bool = false,
        comment: String? = nil, elements: Elements
    ) {
        self.name = name
        self.key = key
        self.value = value
        self.isInterval = isInterval
        self.comment = comment.map(commentText)
        self.elements = elements
    }

    /// The number of bytes of a key as the kernel holds it.
    package var keyLength: Int {
        key.count == 1 ? key[0].length : key.reduce(0) { $0 + $1.paddedLength }
    }

    /// Whether each part of a key is an interval of its own; the kernel has a kind of set for that alone.
    package var hasIntervalParts: Bool { isInterval && key.count > 1 }

    /// Whether both can hold each other's members: the kernel cannot change any of this on a set it has.
    package func hasSameDefinition(as other: NamedSet) -> Bool {
        name == other.name && key == other.key && value == other.value && isInterval == other.isInterval
            && comment == other.comment
    }
}

/// `text` as a comment that the kernel and nft(8) take: one line, no quote, at most 127 bytes.
package func commentText(_ text: String) -> String {
    if text.utf8.count <= 127, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") }) {
        return text
    }
    var bytes = text.utf8.map { $0 < 0x20 || $0 == UInt8(ascii: "\"") ? UInt8(ascii: "'") : $0 }
    guard bytes.count > 127 else { return String(decoding: bytes, as: UTF8.self) }
    bytes.removeSubrange(124...)
    while let last = bytes.last, last & 0xc0 == 0x80 { bytes.removeLast() }
    if let last = bytes.last, last >= 0xc0 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self) + "..."
}
