extension ConfigurationListing {
    /// Without what nobody has set or tried to.
    package var changed: ConfigurationListing {
        var result = self
        result.parameters.removeAll { $0.origin == "default" && $0.others.isEmpty }
        return result
    }

    /// One line a parameter, and one indented for each source that tried in vain; then what is wrong.
    package var screen: String {
        let names = parameters.map(\.name).map { $0.count }.max() ?? 0
        let values = parameters.map(\.shownValue).map { $0.count }.filter { $0 <= 24 }.max() ?? 0
        var lines: [String] = []
        for parameter in parameters {
            lines.append(
                "\(parameter.name.padded(to: names))  \(parameter.shownValue.padded(to: values))  "
                    + printable(parameter.origin))
            if let next = parameter.afterRestart {
                lines.append("    \(next.isEmpty ? "none" : printable(next)) after the next start")
            }
            for other in parameter.others {
                lines.append(
                    "    \(printable(other.origin)): \(printable(other.value)): \(printable(other.reason))")
            }
        }
        if !problems.isEmpty {
            lines += ["", "Problems"] + problems.map { "    \(printable($0.description))" }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A YAML document with what the JSON has.
    package var yaml: String {
        var lines = ["isRunning: \(isRunning)", parameters.isEmpty ? "parameters: []" : "parameters:"]
        for parameter in parameters { lines += parameter.yaml }
        lines.append(problems.isEmpty ? "problems: []" : "problems:")
        for problem in problems {
            lines += ["- severity: \(problem.severity)", "  file: \(quoted(problem.file))"]
            lines += ["  line: \(problem.line)", "  column: \(problem.column)"]
            lines += [
                "  message: \(quoted(problem.message))", "  lastGoodInForce: \(problem.lastGoodInForce)",
            ]
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

extension ListedParameter {
    fileprivate var shownValue: String { value.isEmpty ? "none" : printable(value) }

    fileprivate var yaml: [String] {
        var lines = ["- name: \(name)", "  value: \(quoted(value))", "  origin: \(quoted(origin))"]
        lines += ["  defaultValue: \(quoted(defaultValue))", "  accepted: \(quoted(accepted))"]
        lines += ["  meaning: \(quoted(meaning))", "  appliesOn: \(appliesOn)"]
        if let afterRestart { lines.append("  afterRestart: \(quoted(afterRestart))") }
        lines.append(others.isEmpty ? "  others: []" : "  others:")
        for other in others {
            lines += ["  - origin: \(quoted(other.origin))", "    value: \(quoted(other.value))"]
            lines.append("    reason: \(quoted(other.reason))")
        }
        return lines
    }
}

/// `text` in double quotes, as YAML and JSON alike have them.
private func quoted(_ text: String) -> String {
    let characters = text.unicodeScalars.map { character in
        switch character {
        case "\"", "\\": return "\\\(character)"
        case _ where isControl(character):
            let digits = String(character.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: return String(character)
        }
    }
    return "\"\(characters.joined())\""
}

/// `text` without characters that a terminal would obey.
private func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "?" : $0 }))
}

/// Control characters, and those that YAML takes for line ends.
private func isControl(_ character: Unicode.Scalar) -> Bool {
    character.value < 0x20 || (0x7f...0x9f).contains(character.value)
        || (0x2028...0x2029).contains(character.value)
}
