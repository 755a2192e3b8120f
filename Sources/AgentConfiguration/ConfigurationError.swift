/// Everything that is wrong with a configuration, never empty.
package struct ConfigurationError: Error, Hashable, Sendable {
    package let problems: [Problem]

    /// One bad setting or line.
    package struct Problem: Hashable, Sendable {
        /// Where it stands, what it says and what would be accepted.
        package let sentence: String
    }
}

extension ConfigurationError.Problem {
    init(_ setting: Setting, parameter: String, accepted: String) {
        sentence = "\(setting.source): \(parameter) is `\(setting.value)`, accepted is \(accepted)"
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// One line a problem.
    package var description: String { problems.map(\.sentence).joined(separator: "\n") }
}
