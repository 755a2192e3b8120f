// Calico compares labels byte by byte, Swift's strings by what they mean in Unicode: there, two spellings of
// one letter are equal. Selectors follow Calico.

extension String {
    func hasSameBytes(as other: String) -> Bool {
        let left = utf8.span
        let right = other.utf8.span
        guard left.count == right.count else { return false }
        return left.matches(right, at: 0)
    }

    func contains(bytesOf part: String) -> Bool {
        let whole = utf8.span
        let part = part.utf8.span
        guard part.count <= whole.count else { return false }
        for start in 0...(whole.count - part.count) where whole.matches(part, at: start) { return true }
        return false
    }

    func starts(withBytesOf part: String) -> Bool {
        let whole = utf8.span
        let part = part.utf8.span
        return part.count <= whole.count && whole.matches(part, at: 0)
    }

    func ends(withBytesOf part: String) -> Bool {
        let whole = utf8.span
        let part = part.utf8.span
        return part.count <= whole.count && whole.matches(part, at: whole.count - part.count)
    }
}

extension Span<UInt8> {
    /// Whether `part` stands at `start`; there must be room for it.
    fileprivate func matches(_ part: borrowing Span<UInt8>, at start: Int) -> Bool {
        for index in 0..<part.count where self[start + index] != part[index] { return false }
        return true
    }
}

extension [String] {
    /// The strings in the order of their UTF-8 bytes, none twice.
    func sortedUniqueBytes() -> [String] {
        guard count > 1 else { return self }
        var result: [String] = []
        result.reserveCapacity(count)
        for string in sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            if let last = result.last, last.hasSameBytes(as: string) { continue }
            result.append(string)
        }
        return result
    }
}

/// Whether a label's name may contain the byte: ASCII letters, digits and `_ . / -`.
func isLabelByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "-"): true
    default: false
    }
}
