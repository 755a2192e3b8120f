import Addressing

// Kinds of values that only settings of packets' ways have.

extension ParameterKind<String> {
    /// What `nft` and the kernel's log take in one line.
    static let logPrefix = ParameterKind(accepted: "text of one line", zero: "") { text in
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f } ? text : nil
    } text: {
        $0
    }

    /// An interface, where iptables' `+` at the end stands for any rest, as `*` does for nft(8).
    static let interfaceFilter = ParameterKind(
        accepted: "an interface's name of letters, digits and `:._+-`, at most 15 of them, with + at the end "
            + "for any rest", zero: ""
    ) { name in
        let fits = name.utf8.allSatisfy { $0.isWordByte || ":.+".utf8.contains($0) }
        guard fits, (1...15).contains(name.utf8.count) else { return nil }
        guard name.hasSuffix("+") else { return name }
        return name == "+" ? "" : name.dropLast() + "*"
    } text: {
        $0
    }
}

extension ParameterKind<[HostPort]> {
    static let hostPorts = ParameterKind(
        accepted:
            "a comma-separated list of `[protocol:[block:]]port` with tcp, udp or sctp and a block of IPv6 "
            + "in brackets, or none", zero: []
    ) { list in
        everyPart(of: list) { HostPort($0) }
    } text: {
        $0.map(\.text).joined(separator: ",")
    }
}

extension ParameterKind<[String]> {
    static let interfacePatterns = ParameterKind(
        accepted:
            "a comma-separated list of interfaces' names, of names as `/^name$/` and of beginnings of names "
            + "as `/^beginning/`", zero: []
    ) { list in
        everyPart(of: list, interfacePattern)
    } text: {
        $0.joined(separator: ",")
    }
}

extension ParameterKind<LogRate?> {
    static let logRate = ParameterKind(
        accepted: "a number from 1 to 9999 with /second, /minute, /hour or /day, or none", zero: .some(nil)
    ) { text in
        LogRate(text).map { .some($0) }
    } text: {
        $0?.text ?? ""
    }
}

extension ParameterKind<ClosedRange<UInt16>?> {
    static let portRange = ParameterKind(
        accepted: "a port or two with a colon between them, from 1 to 65535, or none", zero: .some(nil)
    ) { text in
        let ports = text.split(separator: ":", omittingEmptySubsequences: false).map {
            decimal($0.trimmed, in: 1...65535).map { UInt16($0) }
        }
        guard (1...2).contains(ports.count), let first = ports[0], let last = ports[ports.count - 1],
            first <= last
        else { return nil }
        return .some(first...last)
    } text: {
        $0.map { "\($0.lowerBound):\($0.upperBound)" } ?? ""
    }
}

extension ParameterKind<IPAddress?> {
    static func address(_ family: IPFamily) -> ParameterKind {
        ParameterKind(accepted: "an \(family) address, or none", zero: .some(nil)) { text in
            guard let address = IPAddress(text), address.family == family else { return nil }
            return .some(address)
        } text: {
            $0.map { "\($0)" } ?? ""
        }
    }
}

extension ParameterKind<UInt32> {
    static let markMask = ParameterKind(
        accepted: "a number from 1 to 0xffffffff, whose lowest bit set is used"
    ) { text in
        wholeNumber(text).flatMap(UInt32.init(exactly:)).flatMap { $0 == 0 ? nil : $0 }
    } text: {
        "0x" + String($0, radix: 16)
    }
}

/// What every part between commas stands for; `nil` if one of them stands for nothing.
private func everyPart<Part>(of list: String, _ read: (String) -> Part?) -> [Part]? {
    var parts: [Part] = []
    for text in list.split(separator: ",", omittingEmptySubsequences: false) {
        guard let part = read(text.trimmed) else { return nil }
        parts.append(part)
    }
    return parts
}

/// The pattern as a name, or as `/^beginning.*/`; `nil` for a regular expression of another kind, which the
/// kernel could not ask for.
private func interfacePattern(_ text: String) -> String? {
    guard text.hasPrefix("/") else { return isInterfaceName(text) ? text : nil }
    guard text.count > 1, text.hasSuffix("/"), case var rest = text.dropFirst().dropLast(),
        rest.hasPrefix("^")
    else { return nil }
    rest = rest.dropFirst()
    if rest.hasSuffix("$"), !rest.hasSuffix(".*$") {
        let name = String(rest.dropLast().replacing("\\.", with: "."))
        return isInterfaceName(name) && !name.contains(where: { "\\*+?()[]{}|^$".contains($0) }) ? name : nil
    }
    for ending in [".*$", ".*"] where rest.hasSuffix(ending) {
        rest = rest.dropLast(ending.count)
        break
    }
    let isPlain = rest.utf8.allSatisfy(\.isWordByte) && (1...15).contains(rest.utf8.count)
    return isPlain ? "/^\(rest).*/" : nil
}

private func isInterfaceName(_ text: String) -> Bool {
    (1...15).contains(text.utf8.count)
        && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "/") }
}
