/// `text` behind `first` in lines of at most 80 columns, the later ones indented as far.
///
/// A word that is longer than a line stays whole: it is a path or a name, which people copy.
func wrapped(_ text: String, first: String) -> [String] {
    let indent = String(repeating: " ", count: first.count)
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(whereSeparator: \.isWhitespace) {
        if !isEmpty, line.count + 1 + word.count > 80 {
            lines.append(line)
            line = indent
            isEmpty = true
        }
        line += isEmpty ? word : " \(word)"
        isEmpty = false
    }
    return lines + [line]
}

/// `1 error`, `2 errors`.
package func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// `12 s ago`, in the largest unit of which there are two at least.
func ago(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 1 else { return "just now" }
    let units: [(size: Double, name: String)] = [(86400, "d"), (3600, "h"), (60, "min"), (1, "s")]
    let unit = units.first { seconds >= 2 * $0.size } ?? (1, "s")
    return "\(Int(min(seconds / unit.size, 1e9))) \(unit.name) ago"
}

/// A moment as `2026-11-19 22:03:41 UTC`.
func utc(_ secondsSince1970: Double) -> String {
    guard secondsSince1970.isFinite, abs(secondsSince1970) < 1e11 else { return "at no time" }
    let seconds = Int(secondsSince1970.rounded(.down))
    let days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
    let (year, month, day) = date(daysSince1970: days)
    let ofDay = seconds - days * 86400
    let time = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60].map(twoDigits).joined(separator: ":")
    return "\(year)-\(twoDigits(month))-\(twoDigits(day)) \(time) UTC"
}

/// The Gregorian date of a day.
///
/// Years are counted from March, so that the leap day comes last.
private func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let daysIn400Years = 146_097
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - daysIn400Years + 1) / daysIn400Years
    let dayOfEra = shifted - era * daysIn400Years
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

extension String {
    func padded(to columns: Int) -> String {
        count < columns ? self + String(repeating: " ", count: columns - count) : self
    }
}
