import Addressing

extension NamedSet {
    var text: String {
        var lines = definitionText.split(separator: "; ").map { "\t\t\($0)" }
        if !elements.isEmpty { lines.append("\t\telements = { \(elements.text(of: self)) }") }
        return "\t\(kindName) \(name) {\n\(lines.map { $0 + "\n" }.joined())\t}\n"
    }

    /// `set` or `map`.
    package var kindName: String { value == nil ? "set" : "map" }

    /// Type, flags and comment.
    package var definitionText: String {
        var parts = [
            "type " + key.map(\.name).joined(separator: " . ") + (value.map { " : \($0.name)" } ?? "")
        ]
        if isInterval { parts.append("flags interval") }
        if let comment { parts.append("comment \"\(comment)\"") }
        return parts.joined(separator: "; ")
    }
}

extension Elements {
    /// The members of `set`, separated by commas, as nft(8) takes them.
    package func text(of set: NamedSet) -> String {
        let type = set.key[0]
        switch self {
        case .values(let values):
            return values.map { type.text(of: $0) }.joined(separator: ", ")
        case .ranges(let ranges):
            return ranges.map { range in
                range.isSingle
                    ? type.text(of: range.first)
                    : "\(type.text(of: range.first))-\(type.text(of: range.last))"
            }.joined(separator: ", ")
        case .keyed(let elements):
            return elements.map { element in
                element.keyText(set.key) + (element.comment.map { " comment \"\($0)\"" } ?? "")
                    + (element.mappedText(set.value).map { " : \($0)" } ?? "")
            }.joined(separator: ", ")
        }
    }
}

extension Element {
    fileprivate func keyText(_ types: [DataType]) -> String {
        var offset = 0
        let parts = types.map { type in
            defer { offset += type.paddedLength }
            let first = Array(key.dropFirst(offset).prefix(type.length))
            let last = end.map { Array($0.dropFirst(offset).prefix(type.length)) }
            return type.text(from: first, to: last ?? first)
        }
        return parts.joined(separator: " . ")
    }

    /// What the key maps to; `nil` in a plain set.
    fileprivate func mappedText(_ type: DataType?) -> String? {
        guard let type, let value else { return verdict?.text }
        return type.text(ofBytes: value)
    }
}

extension DataType {
    fileprivate func text(of number: UInt128) -> String {
        switch self {
        case .ipv4Address: "\(IPAddress(.v4, bits: number))"
        case .ipv6Address: "\(IPAddress(.v6, bits: number))"
        case .etherAddress:
            stride(from: 40, through: 0, by: -8).map { shift in
                let byte = UInt8(truncatingIfNeeded: number >> shift)
                return (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined(separator: ":")
        case .verdict, .protocolNumber, .port, .mark, .conntrackState, .interfaceName, .icmpType, .icmpv6Type:
            "\(number)"
        }
    }

    fileprivate func text(ofBytes bytes: [UInt8]) -> String {
        switch self {
        case .interfaceName: "\"\(nameText(bytes))\""
        case .conntrackState: conntrackStateName(bytes)
        case .mark: "0x" + String(machineNumber(bytes), radix: 16)
        case .verdict, .ipv4Address, .ipv6Address, .etherAddress, .protocolNumber, .port, .icmpType,
            .icmpv6Type:
            text(of: bytes.reduce(0) { $0 << 8 | UInt128($1) })
        }
    }

    fileprivate func text(from first: [UInt8], to last: [UInt8]) -> String {
        guard first != last else { return text(ofBytes: first) }
        // All names that begin alike, the only interval of names that nft(8) has a word for.
        guard self != .interfaceName else { return "\"\(nameText(first))*\"" }
        return "\(text(ofBytes: first))-\(text(ofBytes: last))"
    }
}

/// An interface's name without the zeros that fill it up.
private func nameText(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
}

/// The number whose bytes lie in memory like this.
private func machineNumber(_ bytes: [UInt8]) -> UInt32 {
    UInt32(littleEndian: bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) })
}

/// `linux/netfilter/nf_conntrack_common.h`, in the machine's byte order.
private func conntrackStateName(_ bytes: [UInt8]) -> String {
    switch bytes.max() {
    case 1: "invalid"
    case 2: "established"
    case 4: "related"
    case 8: "new"
    case 64: "untracked"
    default: "\(bytes)"
    }
}
