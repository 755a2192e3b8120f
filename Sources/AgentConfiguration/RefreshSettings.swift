/// How often the kernel is asked again what it holds, though nobody has told of a change; zero: never.
package struct RefreshSettings: Hashable, Sendable {
    package var rules = Duration.seconds(180)
    package var routes = Duration.seconds(90)
    package var interfaces = Duration.seconds(90)

    package init() {}
}

extension AgentConfiguration {
    static let refreshParameters: [Parameter] = [
        Parameter(
            "FELIX_NFTABLESREFRESHINTERVAL", \.refresh.rules, .seconds,
            "How often the rules and sets are read back and mended, if anybody may have written to them meanwhile; "
                + "0: never."),
        Parameter(
            "FELIX_ROUTEREFRESHINTERVAL", \.refresh.routes, .seconds,
            "How often routes to workloads and their neighbours are read back and mended; 0: never."),
        Parameter(
            "FELIX_INTERFACEREFRESHINTERVAL", \.refresh.interfaces, .seconds,
            "How often what workloads' interfaces and a router need under `/proc/sys/net` is looked at and mended; "
                + "0: never."),
    ]
}

extension ParameterKind<Duration> {
    /// Seconds as Felix's environment has them; a FelixConfiguration's `1m30s` comes as `90`.
    static let seconds = ParameterKind(
        accepted: "a number of seconds, such as 90 or 0.5, at most a year", zero: .zero
    ) { text in
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = decimal(parts[0], in: 0...31_536_000) else { return nil }
        guard parts.count == 2 else { return .seconds(whole) }
        guard (1...9).contains(parts[1].count), let fraction = decimal(parts[1], in: 0...999_999_999) else {
            return nil
        }
        let missing = 9 - parts[1].count
        return .seconds(whole) + .nanoseconds((0..<missing).reduce(fraction) { digits, _ in digits * 10 })
    } text: { duration in
        let (seconds, attoseconds) = duration.components
        guard attoseconds > 0 else { return String(seconds) }
        let digits = String(attoseconds / 1_000_000_000)
        let padded = String(repeating: "0", count: 9 - digits.count) + digits
        return "\(seconds).\(padded.trimmingZeros)"
    }
}

extension String {
    fileprivate var trimmingZeros: String { String(reversed().drop { $0 == "0" }.reversed()) }
}
