/// So many a second, a minute, an hour or a day, written as `10/minute`.
package struct LogRate: Hashable, Sendable {
    package enum Unit: String, CaseIterable, Sendable {
        case second
        case minute
        case hour
        case day
    }

    /// From 1 to 9999.
    package let count: UInt64
    package let unit: Unit

    package init(_ count: UInt64, per unit: Unit) {
        self.count = count
        self.unit = unit
    }

    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let unit = Unit(rawValue: String(parts[1])), parts[0].first != "0",
            let count = decimal(parts[0], in: 1...9999)
        else { return nil }
        self.init(UInt64(count), per: unit)
    }

    var text: String { "\(count)/\(unit.rawValue)" }
}
