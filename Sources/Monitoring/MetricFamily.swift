/// A metric with all its samples: what one `# TYPE` line and those below it say.
package struct MetricFamily: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case counter
        case gauge
        case histogram
        case summary
    }

    package let name: String
    package let kind: Kind
    /// One sentence without its full stop.
    package let help: String
    package var samples: [Sample]

    package init(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    /// A metric without labels.
    package init(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        self.init(name, kind, help, [Sample(value)])
    }

    package init(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        self.init(name, kind, help, Double(value))
    }
}

/// One value of a metric.
package struct Sample: Hashable, Sendable {
    /// What the name of a histogram's or summary's sample has behind that of its metric, such as `_bucket`.
    package let suffix: String
    package let labels: [Label]
    package let value: Double

    package init(_ value: Double, suffix: String = "", _ labels: [Label] = []) {
        self.value = value
        self.suffix = suffix
        self.labels = labels
    }
}

package struct Label: Hashable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
