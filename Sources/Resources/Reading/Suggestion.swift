/// The one of `candidates` that `word` was probably meant to be.
///
/// A word counts as meant if it needs few changes, or if one is the beginning of the other.
func suggestion(for word: String, among candidates: [String]) -> String? {
    let folded = word.lowercasedASCII
    let limit = max(1, folded.count / 3)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
        let other = candidate.lowercasedASCII
        guard abs(other.count - folded.count) <= limit || isBeginning(folded, other) else { continue }
        let distance = isBeginning(folded, other) ? 1 : editDistance(folded, other)
        guard distance <= limit, distance < best?.distance ?? .max else { continue }
        best = (candidate, distance)
    }
    return best?.candidate
}

/// The one of `candidates` that `word` is at most two changes away from, one for short words.
func nearMiss(of word: String, among candidates: [String]) -> String? {
    let folded = word.lowercasedASCII
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
        let other = candidate.lowercasedASCII
        let limit = other.count <= 4 ? 1 : 2
        guard abs(other.count - folded.count) <= limit else { continue }
        let distance = editDistance(folded, other)
        if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.candidate
}

private func isBeginning(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    min(left.count, right.count) >= 3 && (left.starts(with: right) || right.starts(with: left))
}

/// How many letters have to be put in, left out, replaced or swapped with their neighbour.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard left.count <= 64, right.count <= 64 else { return .max }
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for (row, letter) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            var cost = min(
                previous[column] + (letter == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
            if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                cost = min(cost, beforePrevious[column - 1] + 1)
            }
            current.append(cost)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}

extension String {
    fileprivate var lowercasedASCII: [UInt8] {
        utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    }
}
