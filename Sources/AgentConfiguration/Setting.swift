/// Where a setting was written.
package enum SettingSource: Hashable, Sendable {
    case environment
    /// A line of a configuration file, counted from 1.
    case file(path: String, line: Int)
}

extension SettingSource: CustomStringConvertible {
    package var description: String {
        switch self {
        case .environment: "environment"
        case .file(let path, let line): "\(path):\(line)"
        }
    }
}

/// A name and a value as somebody wrote them.
struct Setting: Hashable, Sendable {
    let name: String
    let value: String
    let source: SettingSource
}

/// A setting that no parameter reads.
package struct UnusedSetting: Hashable, Sendable {
    package let name: String
    package let source: SettingSource
    /// The known name that was probably meant.
    package let suggestion: String?

    init(_ setting: Setting, suggestion: String?) {
        self.name = setting.name
        self.source = setting.source
        self.suggestion = suggestion
    }
}

extension UnusedSetting: CustomStringConvertible {
    package var description: String {
        let sentence = "\(source): \(name) is not a setting of this agent and has no effect"
        guard let suggestion else { return sentence }
        return "\(sentence); did you mean \(suggestion)?"
    }
}

extension AgentConfiguration {
    /// The known name nearest to `name`, if it is at most two strokes away.
    static func nearestName(to name: String) -> String? {
        let name = name.uppercased()
        let candidates = parameters.flatMap { parameter in
            // A file may leave the prefix out, and so the mistake may be in the rest alone.
            [parameter.name, String(parameter.name.dropFirst("FELIX_".count))].map {
                (distance: editDistance($0, name), name: parameter.name)
            }
        }
        guard let nearest = candidates.min(by: { $0.distance < $1.distance }), nearest.distance <= 2 else {
            return nil
        }
        return nearest.name
    }
}

/// How many characters must be put in, taken out or exchanged to make one text of the other.
private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (lineIndex, byte) in left.utf8.enumerated() {
        var diagonal = row[0]
        row[0] = lineIndex + 1
        for column in right.indices {
            let exchanged = diagonal + (byte == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(exchanged, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
