package import Status

/// How health is judged.
package struct HealthSettings: Hashable, Sendable {
    /// How long the loop that decides may be silent.
    package var watchdogTimeout = Duration.seconds(90)
    /// The same by the name of a part of health, in the place of its usual limit; zero: for ever.
    package var timeoutOverrides: [String: Duration] = [:]
    /// How long the kernel may differ from what is wanted before a node that was ready is not any more.
    package var grace = Duration.seconds(10)

    package init() {}

    package var limits: HealthLimits {
        var limits = HealthLimits()
        limits.mainLoop = limit("InternalDataplaneMainLoop", watchdogTimeout)
        // One loop does what two do in Felix, so that the calculation is as silent as the dataplane.
        limits.calculation = limit("CalculationGraph", watchdogTimeout)
        limits.grace = grace
        return limits
    }

    private func limit(_ name: String, _ usual: Duration) -> Duration? {
        let limit = timeoutOverrides[name] ?? usual
        return limit == .zero ? nil : limit
    }
}

extension AgentConfiguration {
    /// What concerns the judgement of health.
    static let healthParameters: [Parameter] = [
        Parameter(
            "FELIX_DATAPLANEWATCHDOGTIMEOUT", \.health.watchdogTimeout, .seconds(20...86400),
            "How long the loop that decides may be silent before the agent is not live."),
        Parameter(
            "FELIX_HEALTHTIMEOUTOVERRIDES", \.health.timeoutOverrides, .timeouts,
            "The same for one part of health, `InternalDataplaneMainLoop` or `CalculationGraph`; 0: for ever."
        ),
        Parameter(
            "GEMEL_READINESSGRACEPERIOD", \.health.grace, .seconds(0...3600),
            "How long the kernel may differ from what is wanted before a node that was ready is not any more."
        ),
    ]
}

extension ParameterKind<Duration> {
    /// A time in seconds, as a number or as Go writes durations.
    static func seconds(_ range: ClosedRange<Int>) -> ParameterKind {
        let accepted =
            "a number of seconds from \(range.lowerBound) to \(range.upperBound), or a time as 1m30s"
        return ParameterKind(accepted: accepted) { text in
            let time = Double(text).flatMap { $0.magnitude < 1e9 ? .seconds($0) : nil } ?? duration(text)
            guard let time, time >= .seconds(range.lowerBound), time <= .seconds(range.upperBound) else {
                return nil
            }
            return time
        } text: {
            written($0)
        }
    }
}

extension ParameterKind<[String: Duration]> {
    static let timeouts = ParameterKind(
        accepted: "a comma-separated list of `name=time` with times as 1m30s, or none", zero: [:]
    ) { list in
        var result: [String: Duration] = [:]
        for part in list.split(separator: ",", omittingEmptySubsequences: true) {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmed }
            guard pair.count == 2, !pair[0].isEmpty, let time = duration(pair[1]) else { return nil }
            result[pair[0]] = time
        }
        return result
    } text: {
        $0.sorted { $0.key < $1.key }.map { "\($0.key)=\(written($0.value))s" }.joined(separator: ",")
    }
}

/// Seconds without a fraction where there is none.
private func written(_ time: Duration) -> String {
    let seconds = time / .seconds(1)
    return Int(exactly: seconds).map { "\($0)" } ?? "\(seconds)"
}

/// A time as Go's `time.ParseDuration` reads it, without a sign: `1h3m2s`, `1.5s`, `300ms`, `0`.
func duration(_ text: String) -> Duration? {
    let units: [(String, Double)] = [
        ("ns", 1e-9), ("us", 1e-6), ("\u{b5}s", 1e-6), ("\u{3bc}s", 1e-6), ("ms", 1e-3), ("h", 3600),
        ("m", 60), ("s", 1),
    ]
    var rest = Substring(text)
    guard !rest.isEmpty else { return nil }
    if rest == "0" { return .zero }
    var seconds = 0.0
    while !rest.isEmpty {
        let digits = rest.prefix { $0 == "." || $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        guard let number = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.0) }) else {
            return nil
        }
        rest = rest.dropFirst(unit.0.count)
        seconds += number * unit.1
    }
    return seconds < 1e9 ? .seconds(seconds) : nil
}
