/// A link-layer address that an interface can have.
package struct LinkAddress: Hashable, Sendable {
    /// Six bytes, in the order in which they are sent.
    package let bytes: [UInt8]

    /// Reads six bytes of two hexadecimal digits with colons or dashes between them; `nil` for anything else, for
    /// an address of a group, and for the one of nobody (IEEE 802).
    package init?(_ text: String) {
        for separator: Character in [":", "-"] {
            let parts = text.split(separator: separator, omittingEmptySubsequences: false)
            guard parts.count == 6 else { continue }
            let bytes = parts.compactMap { part in
                part.utf8.count == 2 && part.utf8.allSatisfy(isHexadecimal) ? UInt8(part, radix: 16) : nil
            }
            guard bytes.count == 6, bytes[0] & 1 == 0, bytes.contains(where: { $0 != 0 }) else { return nil }
            self.bytes = bytes
            return
        }
        return nil
    }
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
}
