/// The state directory's files, and what is wrong with them.
package struct Files: Hashable, Sendable, Codable {
    /// How many files are followed, the bad ones among them.
    package var total: Int
    package var problems: [FileProblem]
    /// What is accepted and has no effect on this node, by name.
    package var ignored: [Ignored]

    package init(total: Int = 0, problems: [FileProblem] = [], ignored: [Ignored] = []) {
        self.total = total
        self.problems = problems
        self.ignored = ignored
    }

    /// How many files, or parts of the directory, are not in force as they stand.
    package var countWithErrors: Int {
        Set(problems.filter { $0.severity == .error }.map(\.file)).count
    }
}

/// Something in the files that the agent accepts and has no use for.
package struct Ignored: Hashable, Sendable, Codable {
    /// `v1 ConfigMap` for objects of a kind, `setting bpfEnabled` for a setting of Felix.
    package let name: String
    package let count: Int

    package init(_ name: String, count: Int) {
        self.name = name
        self.count = count
    }
}

/// Something to put right in a file of the state directory.
package struct FileProblem: Hashable, Sendable, Codable {
    package var severity: Severity
    /// The file's path inside the state directory.
    package var file: String
    /// The line, counted from 1; 0 if the file as a whole is meant.
    package var line: Int
    /// The column, counted from 1; 0 if the line or file as a whole is meant.
    package var column: Int
    package var message: String
    /// Whether what the file last said without error goes on holding.
    package var lastGoodInForce: Bool

    package init(
        _ severity: Severity, file: String, line: Int = 0, column: Int = 0, message: String,
        lastGoodInForce: Bool = false
    ) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.lastGoodInForce = lastGoodInForce
    }

    package enum Severity: String, Hashable, Sendable, Codable {
        /// The file, or a resource in it, is not in force as it stands.
        case error
        /// All is in force; something in it was probably meant otherwise.
        case warning
    }
}

extension FileProblem: CustomStringConvertible {
    /// `web.yaml:14:7: spec.ports[0].prot: unknown field`, as compilers write it.
    package var description: String {
        let place = [line, column].prefix { $0 > 0 }.map { ":\($0)" }.joined()
        return "\(file)\(place): \(message)"
    }
}
