package import Resources

/// Where a setting was written.
package enum SettingSource: Hashable, Sendable {
    case environment
    /// A line of a configuration file, counted from 1.
    case file(path: String, line: Int)
    /// A field of a FelixConfiguration in the state directory.
    case resource(name: String, SourcePosition)
}

extension SettingSource: CustomStringConvertible {
    package var description: String {
        switch self {
        case .environment: "environment"
        case .file(let path, let line): "\(path):\(line)"
        case .resource(_, let position): "\(position)"
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
    /// Whether Felix has such a setting; if not, it is a mistake.
    package let isKnownToFelix: Bool
    /// The known name that was probably meant.
    package let suggestion: String?

    init(_ setting: Setting) {
        name = setting.name
        source = setting.source
        let bare = setting.name.uppercased()
        isKnownToFelix = FelixNames.contains(bare.hasPrefix("FELIX_") ? String(bare.dropFirst(6)) : bare)
        suggestion =
            isKnownToFelix ? nil : AgentConfiguration.nearestName(to: setting.name, in: setting.source)
    }

    /// What is to be said of it, without its place.
    package var sentence: String {
        if isKnownToFelix { return "\(name) is a setting of Felix that this agent has no use for" }
        let sentence = "\(name) is not a setting of this agent and has no effect"
        guard let suggestion else { return sentence }
        return "\(sentence); did you mean \(suggestion)?"
    }
}

extension UnusedSetting: CustomStringConvertible {
    package var description: String { "\(source): \(sentence)" }
}

extension AgentConfiguration {
    /// The known name nearest to `name`, if it is at most two strokes away.
    static func nearestName(to name: String, in source: SettingSource) -> String? {
        let name = name.uppercased()
        let candidates = parameters.flatMap { parameter in
            // A file may leave the prefix out, and so the mistake may be in the rest alone.
            let shown = if case .resource = source { parameter.fieldName } else { parameter.name }
            return [parameter.name, parameter.shortName].map {
                (distance: editDistance($0, name), name: shown)
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
