/// What there is to say of every parameter, as pages.
package enum ConfigurationReference {
    /// The tables of docs/configuration.md, from the first heading on.
    package static var markdown: String {
        let used = AgentConfiguration.parameters.map(\.row)
        let unused = FelixParameter.unused
        let described = unused.filter { $0.reason != .eBPF }.map(\.row)
        let eBPF = unused.filter { $0.reason == .eBPF }.map { "`\($0.name)`" }.joined(separator: ", ")
        let lines =
            ["## Every setting", ""]
            + [
                "| setting | field | default | accepted | takes effect | meaning |",
                "|---|---|---|---|---|---|",
            ] + used
            + ["", "## Settings of Felix without effect", ""]
            + [
                "| setting | Felix accepts | Felix's default | meaning | why it has no effect |",
                "|---|---|---|---|---|",
            ]
            + described
            + ["", "Those of Felix's eBPF dataplane have none either: \(eBPF)."]
        return lines.map { $0 + "\n" }.joined()
    }
}

extension Parameter {
    /// When a change takes effect.
    var moment: String {
        switch reach {
        case .anytime: "at once"
        case .untilRestart, .local: "at start"
        }
    }

    fileprivate var row: String {
        let field = reach == .local ? "" : "`\(fieldName)`"
        let cells = [
            "`\(name)`", field, code(defaultText, isText: reach == .local && name.hasSuffix("HOSTNAME")),
        ]
        return row(cells + [cell(accepted), moment, cell(documentation)])
    }

    private func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
}

extension FelixParameter {
    fileprivate var row: String {
        let cells = ["`\(variable)`", cell(accepted), code(defaultText), cell(documentation), "\(reason)"]
        return "| \(cells.joined(separator: " | ")) |"
    }
}

/// A value as one would write it, or words in its place.
private func code(_ value: String, isText: Bool = false) -> String {
    if isText { return value }
    return value.isEmpty ? "none" : "`\(cell(value))`"
}

/// Text that does not end its cell.
private func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
