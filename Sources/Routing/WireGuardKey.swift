/// A key of WireGuard: 32 bytes, which people write as 44 characters of base64 (RFC 4648).
package struct WireGuardKey: Hashable, Sendable {
    package let bytes: [UInt8]

    /// `nil` unless there are 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    /// As wg(8) prints it.
    package init?(_ text: String) {
        let digits = Array(text.utf8)
        guard digits.count == 44, digits[43] == UInt8(ascii: "=") else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        for (index, digit) in digits.dropLast().enumerated() {
            guard let value = Self.alphabet.firstIndex(of: digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            if index % 4 == 3 {
                bytes += [UInt8(bits >> 16 & 0xff), UInt8(bits >> 8 & 0xff), UInt8(bits & 0xff)]
                bits = 0
            }
        }
        // Three digits are left, for two bytes; the last two bits are nobody's.
        guard bits & 0b11 == 0 else { return nil }
        self.bytes = bytes + [UInt8(bits >> 10 & 0xff), UInt8(bits >> 2 & 0xff)]
    }

    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
}

extension WireGuardKey: CustomStringConvertible {
    package var description: String {
        var digits: [UInt8] = []
        for start in stride(from: 0, to: 33, by: 3) {
            let group = (0..<3).map { start + $0 < 32 ? UInt32(bytes[start + $0]) : 0 }
            let bits = group[0] << 16 | group[1] << 8 | group[2]
            digits += [18, 12, 6, 0].map { Self.alphabet[Int(bits >> $0 & 0x3f)] }
        }
        digits[43] = UInt8(ascii: "=")
        return String(decoding: digits, as: UTF8.self)
    }
}

extension WireGuardKey: Comparable {
    package static func < (left: WireGuardKey, right: WireGuardKey) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}
