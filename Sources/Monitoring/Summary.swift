/// Sum and number of observations, and quantiles of the latest: what Felix's dashboards draw.
///
/// The quantiles are those of the last observations that are younger than `span`, of at most `limit`; Felix estimates
/// them over ten minutes too. They are worked out when somebody asks.
package struct Summary: Hashable, Sendable {
    private static let limit = 512
    private static let quantiles = [0.5, 0.9, 0.99]
    /// How long an observation counts for quantiles, in seconds.
    private static let span = 600.0

    private struct Observation: Hashable {
        let time: Double
        let value: Double
    }

    /// A ring: `next` is the place of the oldest once it is full.
    private var latest: [Observation] = []
    private var next = 0
    package private(set) var sum = 0.0
    package private(set) var count = 0

    package init() {}

    /// - Parameter time: in seconds of any clock that does not go back.
    package mutating func observe(_ value: Double, at time: Double) {
        sum += value
        count += 1
        if latest.count < Self.limit {
            latest.append(Observation(time: time, value: value))
        } else {
            latest[next] = Observation(time: time, value: value)
            next = (next + 1) % Self.limit
        }
    }

    /// The samples at `time`; without a late observation a quantile is not a number, as Prometheus' libraries have it.
    package func samples(at time: Double, _ labels: [Label] = []) -> [Sample] {
        let values = latest.filter { time - $0.time <= Self.span }.map(\.value).sorted()
        var samples = Self.quantiles.map { quantile in
            let place = min(values.count - 1, Int((quantile * Double(values.count)).rounded(.down)))
            return Sample(
                place < 0 ? .nan : values[place], labels + [Label("quantile", Exposition.number(quantile))])
        }
        samples.append(Sample(sum, suffix: "_sum", labels))
        samples.append(Sample(Double(count), suffix: "_count", labels))
        return samples
    }
}
