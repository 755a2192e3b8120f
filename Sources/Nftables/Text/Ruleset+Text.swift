package import Addressing
import HashTreeCollections

extension Ruleset {
    /// The table as a file that `nft -f` loads.
    ///
    /// Sets and chains are in the order of their names, but that base chains come first, in the order in
    /// which packets meet them.
    package var text: String {
        var blocks = sets.values.sorted { $0.name < $1.name }.map(\.text)
        blocks += chains.values.sorted { $0.sortKey < $1.sortKey }.map { $0.text(family) }
        return "table \(table) {\n\(blocks.joined(separator: "\n"))}\n"
    }
}

extension Chain {
    fileprivate var sortKey: (UInt32, Int32, String) {
        (hook?.hook.rawValue ?? .max, hook?.priority ?? 0, name)
    }

    fileprivate func text(_ family: IPFamily) -> String {
        var lines = definitionText.map { ["\t\t\($0)"] } ?? []
        lines += rules.map { "\t\t" + $0.text(family) }
        return "\tchain \(name) {\n\(lines.map { $0 + "\n" }.joined())\t}\n"
    }

    /// What stands in a chain besides its rules; `nil` if nothing does.
    package var definitionText: String? {
        var parts = comment.map { ["comment \"\($0)\""] } ?? []
        if let hook {
            parts.append(
                "type \(hook.type.rawValue) hook \(hook.hook) priority \(hook.priority); policy accept;")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

extension Rule {
    /// The rule as nft(8) takes it; an observed one as the kernel's instructions.
    package func text(_ family: IPFamily) -> String {
        let comment = comment.map { " comment \"\($0)\"" } ?? ""
        switch body {
        case .observed(let expressions): return expressions.map { "[\($0)]" }.joined(separator: " ") + comment
        case .written(let matches, let statements):
            let transport = matches.reduce(into: nil as UInt8?) { result, match in
                if case .transport(let number, isNegated: false) = match { result = number }
            }
            let parts = matches.map { $0.text(family, transport) } + statements.map { $0.text(family) }
            return parts.joined(separator: " ") + comment
        }
    }
}
