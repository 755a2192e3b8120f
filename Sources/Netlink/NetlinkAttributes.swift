/// The attributes of a message, or of an attribute that is a nest, in the order in which they stand.
package struct NetlinkAttributes: Sequence, IteratorProtocol, Sendable {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: ArraySlice<UInt8>) { self.rest = bytes }

    package mutating func next() -> NetlinkAttribute? {
        guard let length = rest.integer(at: 0, as: UInt16.self),
            let type = rest.integer(at: 2, as: UInt16.self),
            length >= 4, length <= rest.count
        else { return nil }
        defer { rest = rest.dropFirst((Int(length) + 3) & ~3) }
        let start = rest.startIndex
        return NetlinkAttribute(type: Int(type & 0x3fff), bytes: rest[start + 4..<start + Int(length)])
    }

    /// The first attribute of `type`.
    package func first(_ type: Int) -> NetlinkAttribute? { first { $0.type == type } }
}

/// One attribute.
package struct NetlinkAttribute: Sendable {
    /// Without the flags for nests and byte order.
    package let type: Int
    package let bytes: ArraySlice<UInt8>

    /// The attribute as a number in the machine's byte order; `nil` if it is too short.
    package func integer<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type = Number.self) -> Number?
    {
        bytes.integer(at: 0, as: Number.self)
    }

    /// The attribute as a number in network byte order; `nil` if it is too short.
    package func bigEndian<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type = Number.self)
        -> Number?
    {
        bytes.integer(at: 0, as: Number.self)?.bigEndian
    }

    /// The attribute as text, up to its zero.
    package var string: String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }

    /// The attributes inside.
    package var attributes: NetlinkAttributes { NetlinkAttributes(bytes) }
}

extension ArraySlice<UInt8> {
    /// The number in the machine's byte order that begins `offset` bytes into the slice.
    @inlinable package func integer<Number: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as: Number.Type
    ) -> Number? {
        guard count >= offset + MemoryLayout<Number>.size else { return nil }
        return unsafe withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
    }
}
