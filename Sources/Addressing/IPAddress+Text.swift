extension IPAddress: LosslessStringConvertible {
    /// Reads dotted-quad IPv4 or any RFC 4291 form of IPv6, without zone or brackets.
    ///
    /// An IPv4 part with a leading zero is refused: readers disagree whether it is octal.
    package init?(_ text: String) { self.init(text.utf8.span) }

    /// Reads ASCII as above.
    fileprivate init?(_ text: Span<UInt8>) {
        if text.first(colon) == nil {
            guard let bits = parseIPv4(text) else { return nil }
            self.init(.v4, bits: UInt128(bits))
        } else {
            guard let bits = parseIPv6(text) else { return nil }
            self.init(.v6, bits: bits)
        }
    }

    /// Dotted quad, or the canonical form of RFC 5952.
    package var description: String {
        guard family == .v6 else { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: bits >> ((7 - $0) * 16)) }
        if groups[..<5].allSatisfy({ $0 == 0 }), groups[5] == 0xffff {
            return "::ffff:\(IPAddress(.v4, bits: bits & 0xffff_ffff))"
        }
        var longest = 0..<0
        var start: Int?
        for index in 0...8 {
            if index < 8, groups[index] == 0 {
                start = start ?? index
            } else if let from = start {
                if index - from > max(longest.count, 1) { longest = from..<index }
                start = nil
            }
        }
        let text = { (part: Range<Int>) in part.map { String(groups[$0], radix: 16) }.joined(separator: ":") }
        guard !longest.isEmpty else { return text(0..<8) }
        return text(0..<longest.lowerBound) + "::" + text(longest.upperBound..<8)
    }
}

extension IPPrefix: LosslessStringConvertible {
    /// Reads `address/length`, or an address alone as the block of that one address.
    ///
    /// Bits behind the prefix length are cleared, as Calico and Kubernetes do.
    package init?(_ text: String) {
        let text = text.utf8.span
        guard let slash = text.first(UInt8(ascii: "/")) else {
            guard let address = IPAddress(text) else { return nil }
            self.init(address)
            return
        }
        guard let address = IPAddress(text.extracting(..<slash)),
            let length = parseLength(text.extracting((slash + 1)...)), length <= address.family.addressBits
        else { return nil }
        self.init(address, length: length)
    }

    package var description: String { "\(address)/\(length)" }
}

// Sets have hundreds of thousands of addresses: none of what follows makes a collection of its own.

private let colon = UInt8(ascii: ":")

extension Span<UInt8> {
    /// Where `byte` stands first.
    fileprivate func first(_ byte: UInt8) -> Int? {
        for index in 0..<count where self[index] == byte { return index }
        return nil
    }
}

/// One to three digits, the first of more than one not zero.
private func parseLength(_ text: Span<UInt8>) -> UInt8? {
    guard 1...3 ~= text.count, text.count == 1 || text[0] != 0x30 else { return nil }
    var length = 0
    for index in 0..<text.count {
        guard 0x30...0x39 ~= text[index] else { return nil }
        length = length * 10 + Int(text[index] - 0x30)
    }
    return UInt8(exactly: length)
}

private func parseIPv4(_ text: Span<UInt8>) -> UInt32? {
    var result: UInt32 = 0
    var parts = 0
    var value: UInt32 = 0
    var digits = 0
    for index in 0..<text.count {
        switch text[index] {
        case 0x30...0x39:
            guard digits < 3, digits == 0 || value != 0 else { return nil }
            value = value * 10 + UInt32(text[index] - 0x30)
            digits += 1
        case UInt8(ascii: "."):
            guard digits > 0, value <= 255, parts < 3 else { return nil }
            result = result << 8 | value
            (parts, value, digits) = (parts + 1, 0, 0)
        default: return nil
        }
    }
    guard parts == 3, digits > 0, value <= 255 else { return nil }
    return result << 8 | value
}

private func parseIPv6(_ text: Span<UInt8>) -> UInt128? {
    var bits: UInt128 = 0
    // Of 16 bits each.
    var groups = 0
    /// How many groups stand before `::`.
    var gap: Int?
    var index = 0
    if text.count >= 2, text[0] == colon, text[1] == colon {
        gap = 0
        index = 2
    }
    while index < text.count {
        let start = index
        var group: UInt16 = 0
        while index < text.count, index - start < 4, let digit = hexadecimal(text[index]) {
            group = group << 4 | digit
            index += 1
        }
        if index < text.count, text[index] == UInt8(ascii: ".") {
            guard groups <= 6, let v4 = parseIPv4(text.extracting(start...)) else { return nil }
            bits = bits << 32 | UInt128(v4)
            groups += 2
            break
        }
        guard index > start, groups < 8 else { return nil }
        bits = bits << 16 | UInt128(group)
        groups += 1
        guard index < text.count else { break }
        guard text[index] == colon, index + 1 < text.count else { return nil }
        index += 1
        if text[index] == colon {
            guard gap == nil else { return nil }
            gap = groups
            index += 1
        }
    }
    guard let gap else { return groups == 8 ? bits : nil }
    guard groups < 8 else { return nil }
    let behind = 16 * (groups - gap)
    return (bits >> behind) << (16 * (8 - gap)) | (bits & ((1 << behind) - 1))
}

private func hexadecimal(_ digit: UInt8) -> UInt16? {
    switch digit {
    case 0x30...0x39: UInt16(digit - 0x30)
    case 0x41...0x46: UInt16(digit - 0x41 + 10)
    case 0x61...0x66: UInt16(digit - 0x61 + 10)
    default: nil
    }
}
