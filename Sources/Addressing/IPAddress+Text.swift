extension IPAddress: LosslessStringConvertible {
    /// Reads dotted-quad IPv4 or any RFC 4291 form of IPv6, without zone or brackets.
    ///
    /// An IPv4 part with a leading zero is refused: readers disagree whether it is octal.
    package init?(_ text: String) {
        if text.utf8.contains(UInt8(ascii: ":")) {
            guard let bits = parseIPv6(Array(text.utf8)) else { return nil }
            self.init(.v6, bits: bits)
        } else {
            guard let bits = parseIPv4(text.utf8) else { return nil }
            self.init(.v4, bits: UInt128(bits))
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
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            guard let address = IPAddress(text) else { return nil }
            self.init(address)
            return
        }
        let digits = text.utf8[text.utf8.index(after: slash)...]
        guard let address = IPAddress(String(text[..<slash])), (1...3).contains(digits.count),
            digits.allSatisfy({ (0x30...0x39).contains($0) }), digits.count == 1 || digits.first != 0x30,
            let length = UInt8(Substring(digits)), length <= address.family.addressBits
        else { return nil }
        self.init(address, length: length)
    }

    package var description: String { "\(address)/\(length)" }
}

private func parseIPv4(_ bytes: some Collection<UInt8>) -> UInt32? {
    var result: UInt32 = 0
    var parts = 0
    var value: UInt32 = 0
    var digits = 0
    for byte in bytes {
        switch byte {
        case 0x30...0x39:
            guard digits < 3, digits == 0 || value != 0 else { return nil }
            value = value * 10 + UInt32(byte - 0x30)
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

private func parseIPv6(_ bytes: [UInt8]) -> UInt128? {
    var groups: [UInt16] = []
    var gap: Int?
    var index = 0
    if bytes.starts(with: [0x3a, 0x3a]) {
        gap = 0
        index = 2
    }
    while index < bytes.count {
        let end = bytes[index...].firstIndex(of: 0x3a) ?? bytes.count
        let part = bytes[index..<end]
        if part.contains(UInt8(ascii: ".")) {
            guard end == bytes.count, let v4 = parseIPv4(part) else { return nil }
            groups += [UInt16(v4 >> 16), UInt16(v4 & 0xffff)]
            break
        }
        guard (1...4).contains(part.count), let group = UInt16(hexadecimal: part) else { return nil }
        groups.append(group)
        guard end < bytes.count else { break }
        index = end + 1
        guard index < bytes.count else { return nil }
        if bytes[index] == 0x3a {
            guard gap == nil else { return nil }
            gap = groups.count
            index += 1
        }
    }
    guard gap == nil ? groups.count == 8 : groups.count < 8 else { return nil }
    if let gap { groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap) }
    return groups.reduce(0) { $0 << 16 | UInt128($1) }
}

extension UInt16 {
    fileprivate init?(hexadecimal bytes: ArraySlice<UInt8>) {
        self = 0
        for byte in bytes {
            switch byte {
            case 0x30...0x39: self = self << 4 | UInt16(byte - 0x30)
            case 0x41...0x46: self = self << 4 | UInt16(byte - 0x41 + 10)
            case 0x61...0x66: self = self << 4 | UInt16(byte - 0x61 + 10)
            default: return nil
            }
        }
    }
}
