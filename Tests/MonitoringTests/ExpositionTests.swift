import Monitoring
import Testing

struct ExpositionTests {
    @Test func `a metric has its help, its type and its samples`() {
        let family = MetricFamily(
            "gemel_rules", .gauge, "Rules", [Sample(3, [Label("ip_version", "4")]), Sample(2.5)])
        #expect(
            Exposition.text([family]) == """
                # HELP gemel_rules Rules
                # TYPE gemel_rules gauge
                gemel_rules{ip_version="4"} 3
                gemel_rules 2.5

                """)
    }

    @Test func `what would end a label's value or a line is escaped`() {
        let family = MetricFamily("a", .counter, "b\\c\nd\"", [Sample(1, [Label("l", "x\"y\\z\nw")])])
        #expect(
            Exposition.text([family]) == """
                # HELP a b\\\\c\\nd"
                # TYPE a counter
                a{l="x\\"y\\\\z\\nw"} 1

                """)
    }

    @Test(arguments: [
        (0.0, "0"), (1e15, "1000000000000000"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        (0.0005, "0.0005"), (1e300, "1e+300"),
    ])
    func `numbers are written as Prometheus reads them`(number: Double, text: String) {
        #expect(Exposition.text([MetricFamily("a", .gauge, "b", number)]).hasSuffix("\na \(text)\n"))
    }

    @Test func `a metric without samples is left out`() {
        #expect(Exposition.text([MetricFamily("a", .gauge, "b", [])]) == "")
    }
}
