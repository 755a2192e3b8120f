import Addressing

extension AddressLedger {
    /// The ledger as JSON, a line for each block and each address, always the same for the same ledger.
    package var text: String {
        let blocks = orderedBlocks.map(\.text).joined(separator: ",\n")
        return """
            {"version": 1, "revision": \(revision), "sequence": \(sequence), "blocks": [
            \(blocks)
            ]}

            """
    }
}

extension AddressBlock {
    fileprivate var text: String {
        let allocations = allocations.sorted { $0.key < $1.key }.map { ordinal, allocation in
            let fields = [
                ("address", address(ordinal).description), ("handle", allocation.owner.handle),
                ("namespace", allocation.owner.namespace), ("pod", allocation.owner.pod),
                ("node", allocation.node),
            ]
            let texts = fields.map { "\"\($0)\": \(quoted($1))" }
            return "   {\(texts.joined(separator: ", ")), \"sequence\": \(allocation.sequence)}"
        }
        let freed = freed.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            .map { "[\($0.key), \($0.value)]" }.joined(separator: ", ")
        return """
             {"cidr": "\(prefix)", "node": \(quoted(node)), "fresh": \(fresh), "freed": [\(freed)], \
            "allocations": [
            \(allocations.joined(separator: ",\n"))
             ]}
            """
    }
}

/// The text as a JSON string.
package func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "\u{0}"..<" ", "\u{7f}":
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
