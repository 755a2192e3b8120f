/// How often something was observed, by size.
package struct Histogram: Hashable, Sendable {
    /// The upper ends of the buckets, ascending; above the last there is one without an end.
    package let bounds: [Double]
    /// How many observations fell into each bucket alone.
    private var counts: [Int]
    package private(set) var sum = 0.0

    package init(_ bounds: [Double]) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    package var count: Int { counts.reduce(0, +) }

    package mutating func observe(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }

    /// The samples of the histogram, with `labels` on each.
    package func samples(_ labels: [Label] = []) -> [Sample] {
        var total = 0
        var samples: [Sample] = []
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            let end = Label("le", Exposition.number(bound))
            samples.append(Sample(Double(total), suffix: "_bucket", labels + [end]))
        }
        samples.append(Sample(sum, suffix: "_sum", labels))
        samples.append(Sample(Double(total), suffix: "_count", labels))
        return samples
    }
}
