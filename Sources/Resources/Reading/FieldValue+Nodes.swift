import Addressing
import YAML

/// An address and the length of the prefix of its link, if one was written.
struct HostPrefix {
    let address: IPAddress
    let length: UInt8?
}

extension FieldValue {
    /// Whether the text is empty, as clients write what they have nothing to say of.
    var isEmptyText: Bool {
        guard case .scalar(let scalar) = node.content else { return false }
        return scalar.text.isEmpty
    }

    /// An address of an interface, `10.0.0.1/24` or without the length; nil if empty, or after reporting that
    /// it is none.
    func hostPrefix(_ family: IPFamily? = nil) -> HostPrefix? {
        guard !isEmptyText else { return nil }
        let text = string()
        guard !text.isEmpty else { return nil }
        let before = text.prefix { $0 != "/" }
        guard let prefix = IPPrefix(text), let address = IPAddress(String(before)),
            family == nil || family == address.family
        else {
            fail("\(text) is no address\(family.map { " of \($0)" } ?? "") with or without a prefix length")
            return nil
        }
        return HostPrefix(address: address, length: before.count == text.count ? nil : prefix.length)
    }

    /// An address of `family`; nil if empty, or after reporting that it is none.
    func address(of family: IPFamily) -> IPAddress? {
        guard !isEmptyText, let address = address() else { return nil }
        guard address.family == family else {
            fail("\(address) is no address of \(family)")
            return nil
        }
        return address
    }

    /// Six bytes; nil if empty, or after reporting that they are none.
    func linkAddress() -> [UInt8]? {
        guard !isEmptyText else { return nil }
        let text = string()
        let parts = text.split(whereSeparator: { $0 == ":" || $0 == "-" })
        let bytes = parts.compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
        guard bytes.count == 6, parts.count == 6, text.utf8.count == 17, !text.contains("+") else {
            if !text.isEmpty { fail("\(text) is no MAC address, six bytes such as 02:00:00:00:00:01") }
            return nil
        }
        return bytes
    }

    /// A public key of WireGuard, 32 bytes in base64; nil if empty, or after reporting that it is none.
    func wireGuardKey() -> String? {
        guard !isEmptyText else { return nil }
        let text = string()
        let digits = text.utf8.dropLast()
        let isWhole = { (digit: UInt8) in
            UInt8(ascii: "A")...UInt8(ascii: "Z") ~= digit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= digit
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit || "+/".utf8.contains(digit)
        }
        // The last digit has the last four bits, and two that are zero.
        guard digits.count == 43, text.hasSuffix("="), digits.allSatisfy(isWhole),
            digits.last.map({ "AEIMQUYcgkosw048".utf8.contains($0) }) == true
        else {
            if !text.isEmpty { fail("is no public key of WireGuard, 32 bytes in base64") }
            return nil
        }
        return text
    }

    /// The number of an autonomous system, also as two halves with a dot between (RFC 5396); nil if empty, or
    /// after reporting that it is none.
    func asNumber() -> UInt32? {
        guard case .scalar(let scalar) = node.content, !scalar.text.isEmpty else {
            if case .scalar = node.content { return nil }
            fail("expected the number of an autonomous system, found \(node.typeName)")
            return nil
        }
        let halves = scalar.text.split(separator: ".", omittingEmptySubsequences: false)
        let parts = halves.compactMap { UInt32($0) }
        switch (halves.count, parts.count) {
        case (1, 1) where parts[0] > 0: return parts[0]
        case (2, 2) where parts[0] <= 0xffff && parts[1] <= 0xffff && parts != [0, 0]:
            return parts[0] << 16 | parts[1]
        default:
            fail("\(scalar.text) is no number of an autonomous system: 1 to 4294967295, or such as 1.10")
            return nil
        }
    }
}
