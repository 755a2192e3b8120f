extension Parser {
    /// The longest name that Calico takes.
    private static let longestLabel = 512

    mutating func skipBlanks() {
        while position < bytes.count, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    }

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// Takes `&&` or `||`, blanks before it too.
    mutating func take(doubled byte: UInt8) throws(SelectorError) -> Bool {
        skipBlanks()
        guard take(byte) else { return false }
        guard take(byte) else {
            let sign = Unicode.Scalar(byte)
            throw SelectorError("expected \(sign)\(sign), found a single \(sign)", offset: position - 1)
        }
        return true
    }

    /// Takes `word`, whatever stands behind it.
    mutating func take(_ word: String) -> Bool {
        guard let end = end(of: word, at: position) else { return false }
        position = end
        return true
    }

    /// Takes two words with any blanks, or none, between them.
    mutating func take(_ first: String, _ second: String) -> Bool {
        guard var start = end(of: first, at: position) else { return false }
        while start < bytes.count, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        guard let end = end(of: second, at: start) else { return false }
        position = end
        return true
    }

    private func end(of word: String, at start: Int) -> Int? {
        var index = start
        for byte in word.utf8 {
            guard index < bytes.count, bytes[index] == byte else { return nil }
            index += 1
        }
        return index
    }

    /// The name that stands here, nil if none does.
    mutating func label() throws(SelectorError) -> String? {
        let start = position
        while position < bytes.count, isLabelByte(bytes[position]) { position += 1 }
        guard position > start else { return nil }
        guard position - start <= Self.longestLabel else {
            throw SelectorError("a label's name has at most \(Self.longestLabel) characters", offset: start)
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    /// The string between single or double quotes, nil if none begins here.
    ///
    /// There are no escapes: a string holds either kind of quote, but not both.
    mutating func string() throws(SelectorError) -> String? {
        skipBlanks()
        let start = position
        guard take(UInt8(ascii: "\"")) || take(UInt8(ascii: "'")) else { return nil }
        let quote = bytes[start]
        while position < bytes.count, bytes[position] != quote { position += 1 }
        guard position < bytes.count else {
            let sign = Unicode.Scalar(quote)
            throw SelectorError("the string that begins here lacks its closing \(sign)", offset: start)
        }
        position += 1
        return String(decoding: bytes[start + 1..<position - 1], as: UTF8.self)
    }
}

extension Parser {
    func error(_ message: String) -> SelectorError {
        SelectorError(message, offset: position)
    }

    /// What stands here, as an error message calls it.
    var found: String {
        guard position < bytes.count else { return "the end of the selector" }
        if bytes[position] == 0x0a || bytes[position] == 0x0d {
            return "a line break, where only spaces and tabs may be"
        }
        let word = bytes[position...].prefix(while: isLabelByte)
        if !word.isEmpty { return String(decoding: word.prefix(40), as: UTF8.self) }
        if (0x21...0x7e).contains(bytes[position]) { return String(Unicode.Scalar(bytes[position])) }
        // A number, because what gets here by accident, such as a no-break space, is often invisible.
        let rest = String(decoding: bytes[position...].prefix(4), as: UTF8.self).unicodeScalars
        let digits = String(rest.first?.value ?? 0, radix: 16, uppercase: true)
        return "the character U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}
