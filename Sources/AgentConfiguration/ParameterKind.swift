/// A kind of value: how it is written, read, and what Felix's word `none` stands for.
struct ParameterKind<Value: Sendable>: Sendable {
    /// What is accepted, to complete the sentence "accepted is …".
    let accepted: String
    /// What `none` stands for; `nil` where there must be a value.
    var zero: Value?
    let parse: @Sendable (String) -> Value?
    let text: @Sendable (Value) -> String
}

extension ParameterKind<String> {
    static let path = ParameterKind(accepted: "a path") { path in
        path.utf8.contains(0) ? nil : path
    } text: {
        $0
    }

    static let nodeName = ParameterKind(
        accepted: "a name of letters, digits, '.', '-' and '_', at most 253 of them"
    ) { name in
        let fits = name.utf8.allSatisfy { $0.isWordByte || $0 == UInt8(ascii: ".") }
        return fits && name.utf8.count <= 253 ? name : nil
    } text: {
        $0
    }

    static let host = ParameterKind(
        accepted: "a host name or an address without brackets, at most 64 characters", zero: ""
    ) { host in
        let fits = host.utf8.allSatisfy { $0.isWordByte || ".:+%".utf8.contains($0) }
        return fits && host.utf8.count <= 64 ? host : nil
    } text: {
        $0
    }
}

extension ParameterKind<Bool> {
    static let boolean = ParameterKind(
        accepted: "true, yes, y, t or 1, or false, no, n, f or 0", zero: false
    ) { word in
        switch word.lowercased() {
        case "true", "yes", "y", "t", "1": true
        case "false", "no", "n", "f", "0": false
        default: nil
        }
    } text: {
        $0 ? "true" : "false"
    }
}

extension ParameterKind where Value: FixedWidthInteger {
    static func number(_ range: ClosedRange<Value>, zero: Value? = nil) -> Self {
        let accepted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return Self(accepted: accepted, zero: zero) { digits in
            wholeNumber(digits).flatMap(Value.init(exactly:)).flatMap { range.contains($0) ? $0 : nil }
        } text: {
            String($0)
        }
    }
}

extension ParameterKind<UInt16> {
    /// The port of a listener; with 0 the kernel chooses one.
    static let port = number(0...65535, zero: 0)
}

extension ParameterKind<[String]> {
    /// A pod's interface is a prefix and 11 hexadecimal digits, and a name has at most 15 bytes.
    static let interfacePrefixes = ParameterKind(
        accepted: "a comma-separated list of prefixes, each of 1 to 4 letters, digits, '-' and '_'"
    ) { list in
        let prefixes = list.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed }
        let fits = prefixes.allSatisfy { (1...4).contains($0.utf8.count) && $0.utf8.allSatisfy(\.isWordByte) }
        return fits ? prefixes : nil
    } text: {
        $0.joined(separator: ",")
    }
}

extension ParameterKind where Value: RawRepresentable<String> & CaseIterable {
    /// One of the words of an enumeration, in any case.
    static func choice(zero: Value? = nil) -> Self {
        let words = Value.allCases.map(\.rawValue)
        return Self(accepted: "one of \(words.joined(separator: ", "))", zero: zero) { word in
            Value.allCases.first { $0.rawValue.lowercased() == word.lowercased() }
        } text: {
            $0.rawValue
        }
    }
}

/// A number as Felix reads them: decimal, or `0x`, `0o`, `0b` and a leading zero for octal, `_` between.
func wholeNumber(_ text: String) -> Int? {
    let digits = text.lowercased()
    let notations = [("0x", 16), ("0o", 8), ("0b", 2), ("0", 8), ("", 10)]
    for (prefix, radix) in notations where digits.hasPrefix(prefix) {
        let rest = digits.dropFirst(prefix.count)
        guard !rest.isEmpty else { continue }
        guard !digits.hasPrefix("_"), !rest.hasSuffix("_"), !rest.contains("__") else { return nil }
        guard rest.first != "-", rest.first != "+" else { return nil }
        return Int(rest.filter { $0 != "_" }, radix: radix)
    }
    return nil
}

/// A number of decimal digits and nothing else.
func decimal(_ text: some StringProtocol, in range: ClosedRange<Int>) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text),
        range.contains(number)
    else { return nil }
    return number
}

extension UInt8 {
    /// Whether the byte is an ASCII letter, digit, `-` or `_`.
    var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
