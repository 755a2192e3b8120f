/// Keeps one place in the program from filling the log: so many messages in a time, then a count of what is left out.
struct LogLimit {
    /// In seconds.
    static let span = 10.0
    static let burst = 100

    private struct Place: Hashable {
        let file: String
        let line: UInt
    }

    private struct Use {
        var start: Double
        var count = 0
        var leftOut = 0
    }

    private var uses: [Place: Use] = [:]
    /// How many messages were left out in all.
    private(set) var dropped = 0

    /// Whether a message from that place may be written at `time`; how many before it were not.
    mutating func admit(_ file: String, _ line: UInt, at time: Double) -> (isAdmitted: Bool, leftOut: Int) {
        let place = Place(file: file, line: line)
        var use = uses[place] ?? Use(start: time)
        var leftOut = 0
        if time - use.start >= Self.span || time < use.start {
            leftOut = use.leftOut
            use = Use(start: time)
        }
        use.count += 1
        let isAdmitted = use.count <= Self.burst
        if !isAdmitted {
            use.leftOut += 1
            dropped += 1
        }
        uses[place] = use
        return (isAdmitted, leftOut)
    }
}
