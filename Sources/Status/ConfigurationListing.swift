/// Every parameter of an agent, and where its value comes from.
package struct ConfigurationListing: Hashable, Sendable, Codable {
    /// Whether a running agent says so; if not it is what file and environment alone would give.
    package var isRunning: Bool
    package var parameters: [ListedParameter]
    /// What is wrong in the sources.
    package var problems: [FileProblem]

    package init(isRunning: Bool, parameters: [ListedParameter], problems: [FileProblem]) {
        self.isRunning = isRunning
        self.parameters = parameters
        self.problems = problems
    }
}

/// One parameter with its value.
package struct ListedParameter: Hashable, Sendable, Codable {
    package var name: String
    /// As it would be written; empty where there is none.
    package var value: String
    /// `default`, `environment`, or a place in a file.
    package var origin: String
    package var defaultValue: String
    /// What values are accepted.
    package var accepted: String
    package var meaning: String
    /// `reload` or `restart`: when a change takes effect.
    package var appliesOn: String
    /// The value that the next start of the agent brings, if that is another one.
    package var afterRestart: String?
    /// What else tried to set it, highest first.
    package var others: [Other]

    package init(
        name: String, value: String, origin: String, defaultValue: String, accepted: String, meaning: String,
        appliesOn: String, afterRestart: String?, others: [Other]
    ) {
        self.name = name
        self.value = value
        self.origin = origin
        self.defaultValue = defaultValue
        self.accepted = accepted
        self.meaning = meaning
        self.appliesOn = appliesOn
        self.afterRestart = afterRestart
        self.others = others
    }

    package struct Other: Hashable, Sendable, Codable {
        package var origin: String
        package var value: String
        /// Why the value is not the one in force.
        package var reason: String

        package init(origin: String, value: String, reason: String) {
            self.origin = origin
            self.value = value
            self.reason = reason
        }
    }
}
