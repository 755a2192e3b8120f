extension Health {
    /// The parts as a table, with the columns that Felix's has.
    package var table: String {
        let head = ["COMPONENT", "TIMEOUT", "LIVENESS", "READINESS", "DETAIL"]
        let rows = components.map { component in
            [
                component.name, component.timeout.map(duration) ?? "-",
                component.report(component.live, "live"), component.report(component.ready, "ready"),
                component.detail,
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let line = "+" + widths.map { String(repeating: "-", count: $0 + 2) + "+" }.joined() + "\n"
        let text = ([head] + rows).map { cells in
            "|" + zip(cells, widths).map { " \($0.padded(to: $1)) |" }.joined() + "\n"
        }
        return line + text[0] + line + text.dropFirst().joined() + line
    }

    /// One line a part, as Kubernetes' health pages have them, and the sum at the end.
    ///
    /// - Parameters:
    ///   - check: the page's name.
    ///   - quality: whether it is about liveness or readiness, as a part has it.
    package func list(_ check: String, _ quality: (Component) -> Bool?) -> String {
        var text = ""
        var isGood = true
        for component in components {
            switch quality(component) {
            case true?: text += "[+]\(component.name) ok\n"
            case false?:
                isGood = false
                text += "[-]\(component.name) failed: \(component.detail)\n"
            case nil: break
            }
        }
        return text + "\(check) check \(isGood ? "passed" : "failed")\n"
    }
}

extension Health.Component {
    fileprivate func report(_ value: Bool?, _ quality: String) -> String {
        guard let value else { return "-" }
        if isTimedOut { return "timed out" }
        return value ? "reporting \(quality)" : "reporting non-\(quality)"
    }
}

/// As Go writes durations: `1m30s`.
private func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9))
    guard Double(whole) == seconds else { return "\(seconds)s" }
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    if hours > 0 { return "\(hours)h\(minutes)m\(rest)s" }
    return minutes > 0 ? "\(minutes)m\(rest)s" : "\(rest)s"
}
