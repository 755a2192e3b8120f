import Monitoring
import Testing

struct HistogramTests {
    @Test func `each bucket counts all that is no larger than its end`() {
        var histogram = Histogram([1, 2])
        for value in [0.5, 1, 1.5, 7] { histogram.observe(value) }
        let family = MetricFamily("h", .histogram, "x", histogram.samples([Label("l", "v")]))
        #expect(
            Exposition.text([family]) == """
                # HELP h x
                # TYPE h histogram
                h_bucket{l="v",le="1"} 2
                h_bucket{l="v",le="2"} 3
                h_bucket{l="v",le="+Inf"} 4
                h_sum{l="v"} 10
                h_count{l="v"} 4

                """)
    }

    @Test func `a summary has the quantiles of late observations, and the sum of all`() {
        var summary = Summary()
        summary.observe(1000, at: 0)
        for value in 1...100 { summary.observe(Double(value), at: 500) }
        let samples = summary.samples(at: 700)
        #expect(samples.map(\.value) == [51, 91, 100, 6050, 101])
        #expect(samples.map(\.suffix) == ["", "", "", "_sum", "_count"])
    }

    @Test func `a summary keeps only so many observations for its quantiles`() {
        var summary = Summary()
        for value in 0..<2000 { summary.observe(Double(value), at: 1) }
        #expect(summary.samples(at: 1)[0].value == 1744)
        #expect(summary.count == 2000)
    }

    @Test func `a summary of nothing has no quantiles`() {
        let values = Summary().samples(at: 1).map(\.value)
        #expect(values.prefix(3).count { $0.isNaN } == 3)
        #expect(values.suffix(2) == [0, 0])
    }
}
