/// Makes JSON's escapes of characters beyond U+FFFF readable for libyaml.
///
/// JSON writes them as two escapes of UTF-16 surrogates, `\ud83d\ude00`, YAML as one, `\U0001f600`. YAML
/// has no word for the former, so rewriting them changes no valid meaning except in text without escapes,
/// which is why only what looks like JSON is touched: inputs that begin with `{` or `[`.
struct SurrogateEscapes {
    /// The input with YAML's escapes.
    private(set) var text: ArraySlice<UInt8>
    /// The columns, in the rewritten text, behind which each line is two columns short; in order.
    private var shortenings: [UInt32: [UInt32]] = [:]

    init(_ input: ArraySlice<UInt8>) {
        text = input
        let first = input.first { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return }
        guard var index = Self.nextPair(in: input, from: input.startIndex) else { return }
        var result: [UInt8] = []
        result.reserveCapacity(input.count)
        var copied = input.startIndex
        var (line, column): (UInt32, UInt32) = (1, 1)
        while true {
            for byte in input[copied..<index] {
                result.append(byte)
                if byte == 0x0a {
                    (line, column) = (line + 1, 1)
                } else if byte & 0xc0 != 0x80 {
                    column += 1
                }
            }
            result += Self.escape(of: input[index..<index + 12])
            column += 10
            shortenings[line, default: []].append(column)
            copied = index + 12
            guard let next = Self.nextPair(in: input, from: copied) else { break }
            index = next
        }
        result += input[copied...]
        text = result[...]
    }

    /// Whether any place in the text is not where it was.
    var isRewritten: Bool { !shortenings.isEmpty }

    /// Where `position` in the rewritten text was in the input.
    func original(_ position: Position) -> Position {
        guard let columns = shortenings[position.line] else { return position }
        // The columns ascend: halve the part in which the first one behind the position must be.
        var candidates = 0..<columns.count
        while let middle = candidates.middle {
            candidates =
                columns[middle] <= position.column
                ? middle + 1..<candidates.upperBound : candidates.lowerBound..<middle
        }
        return Position(line: Int(position.line), column: Int(position.column) + 2 * candidates.lowerBound)
    }
}

extension SurrogateEscapes {
    /// Where the next two escapes begin that together are one character.
    private static func nextPair(in input: ArraySlice<UInt8>, from start: Int) -> Int? {
        var index = start
        while let found = input[index...].firstIndex(of: UInt8(ascii: "\\")), found + 1 < input.endIndex {
            if isPair(input[found...].prefix(12)) { return found }
            index = found + 2
        }
        return nil
    }

    private static func isPair(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.count == 12, let high = unit(bytes.prefix(6)), let low = unit(bytes.suffix(6)) else {
            return false
        }
        return UTF16.isLeadSurrogate(high) && UTF16.isTrailSurrogate(low)
    }

    /// The number that `\uXXXX` stands for.
    private static func unit(_ bytes: ArraySlice<UInt8>) -> UInt16? {
        guard bytes.starts(with: "\\u".utf8), bytes.last != UInt8(ascii: "+") else { return nil }
        return UInt16(String(decoding: bytes.dropFirst(2), as: UTF8.self), radix: 16)
    }

    private static func escape(of pair: ArraySlice<UInt8>) -> [UInt8] {
        let high = UInt32(unit(pair.prefix(6)) ?? 0)
        let low = UInt32(unit(pair.suffix(6)) ?? 0)
        let number = 0x1_0000 + (high - 0xd800) << 10 + (low - 0xdc00)
        let digits = String(number, radix: 16)
        return Array("\\U".utf8) + repeatElement(0x30, count: 8 - digits.utf8.count) + Array(digits.utf8)
    }
}

extension Range<Int> {
    fileprivate var middle: Int? { isEmpty ? nil : lowerBound + count / 2 }
}
