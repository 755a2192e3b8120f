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
                    + (element.verdict.map { " : \($0.text)" } ?? "")
            }.joined(separator: ", ")
        }
    }
}

extension Element {
    fileprivate func keyText(_ types: [DataType]) -> String {
        var rest = key[...]
        let parts = types.map { type in
            let bytes = rest.prefix(type.length)
            rest = rest.dropFirst(types.count == 1 ? type.length : type.paddedLength)
            return type.text(ofBytes: Array(bytes))
        }
        return parts.joined(separator: " . ")
    }
}

extension DataType {
    fileprivate func text(of number: UInt128) -> String {
        switch self {
        case .ipv4Address: "\(IPAddress(.v4, bits: number))"
        case .ipv6Address: "\(IPAddress(.v6, bits: number))"
        case .verdict, .protocolNumber, .port, .conntrackState, .interfaceName, .icmpType, .icmpv6Type:
            "\(number)"
        }
    }

    fileprivate func text(ofBytes bytes: [UInt8]) -> String {
        switch self {
        case .interfaceName: "\"\(String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))\""
        case .conntrackState: conntrackStateName(bytes)
        case .verdict, .ipv4Address, .ipv6Address, .protocolNumber, .port, .icmpType, .icmpv6Type:
            text(of: bytes.reduce(0) { $0 << 8 | UInt128($1) })
        }
    }
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
