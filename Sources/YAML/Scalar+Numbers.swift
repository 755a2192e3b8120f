extension Scalar {
    /// The number that the text is by the core schema, `string` if it is none.
    ///
    /// Swift's own readers take more (`0x1p3`, `1e`), so the form is checked first.
    var number: Resolution {
        let bytes = text.utf8
        if bytes.starts(with: "0x".utf8) { return prefixed(radix: 16, allowed: isHexadecimal) }
        if bytes.starts(with: "0o".utf8) { return prefixed(radix: 8) { (0x30...0x37).contains($0) } }
        var rest = bytes[...]
        let sign = rest.first
        if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
        if rest.elementsEqual(".inf".utf8) || rest.elementsEqual(".Inf".utf8)
            || rest.elementsEqual(".INF".utf8)
        {
            return .float(sign == UInt8(ascii: "-") ? -.infinity : .infinity)
        }
        if text == ".nan" || text == ".NaN" || text == ".NAN" { return .float(.nan) }
        return decimal(rest)
    }

    private func prefixed(radix: Int, allowed: (UInt8) -> Bool) -> Resolution {
        let digits = text.utf8.dropFirst(2)
        guard !digits.isEmpty, digits.allSatisfy(allowed) else { return .string }
        return .integer(Int(Substring(digits), radix: radix))
    }

    /// Reads what follows the sign.
    private func decimal(_ unsigned: Substring.UTF8View) -> Resolution {
        var rest = unsigned
        let whole = rest.takeDigits()
        var hasFraction = false
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            hasFraction = true
            fraction = rest.takeDigits()
        }
        guard whole + fraction > 0 else { return .string }
        var hasExponent = false
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
            guard rest.takeDigits() > 0 else { return .string }
            hasExponent = true
        }
        guard rest.isEmpty else { return .string }
        if whole > 1, unsigned.first == 0x30 { return .ambiguous }
        if !hasFraction, !hasExponent { return .integer(Int(text)) }
        return Double(text).map { .float($0) } ?? .string
    }
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
    default: false
    }
}

extension Substring.UTF8View {
    /// Drops the digits at the start and says how many there were.
    fileprivate mutating func takeDigits() -> Int {
        let digits = prefix { (0x30...0x39).contains($0) }.count
        self = dropFirst(digits)
        return digits
    }
}
