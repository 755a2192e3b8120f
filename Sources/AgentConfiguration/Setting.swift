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
    /// What it is to Felix; `nil`: Felix does not have it either, and it is a mistake.
    package let felix: FelixParameter?
    /// Whether whoever wrote it expects what does not come.
    package let isMissed: Bool
    /// The known name that was probably meant.
    package let suggestion: String?

    init(_ setting: Setting) {
        name = setting.name
        source = setting.source
        felix = FelixParameter.named(setting.name)
        isMissed = felix?.isMissed(setting.value) ?? true
        suggestion =
            felix == nil ? AgentConfiguration.nearestName(to: setting.name, in: setting.source) : nil
    }

    /// What is to be said of it, without its place.
    package var sentence: String {
        if let felix { return "\(name) has no effect: \(felix.reason)" }
        let sentence = "\(name) is not a setting of this agent and has no effect"
        guard let suggestion else { return sentence }
        return "\(sentence); did you mean \(suggestion)?"
    }
}

extension UnusedSetting: CustomStringConvertible {
    package var description: String { "\(source): \(sentence)" }
}

extension AgentConfiguration {
    /// The known name nearest to `name`, of this agent or of Felix, if it is at most two strokes away.
    ///
    /// The prefix counts for nothing: a file may leave it out, and who writes the wrong one means the same.
    static func nearestName(to name: String, in source: SettingSource) -> String? {
        let name = withoutPrefix(name.uppercased())
        let isField = if case .resource = source { true } else { false }
        let ours = parameters.map { (bare: $0.shortName, shown: isField ? $0.fieldName : $0.name) }
        let felix = FelixParameter.unused.map {
            (bare: $0.name.uppercased(), shown: isField ? FelixNames.fieldName($0.name) : $0.variable)
        }
        let nearest = (ours + felix).map { (distance: editDistance($0.bare, name), name: $0.shown) }
            .min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= 2 else { return nil }
        return nearest.name
    }

    private static func withoutPrefix(_ name: String) -> String {
        name.hasPrefix("FELIX_") || name.hasPrefix("GEMEL_") ? String(name.dropFirst("FELIX_".count)) : name
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
