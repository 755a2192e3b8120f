/// Why a text is no selector.
package struct SelectorError: Error, Hashable, Sendable {
    /// One sentence without a full stop, such as `expected a quoted string after ==`.
    package let message: String
    /// Where in the text, in UTF-8 bytes from its start; the text's length where something is missing at its end.
    package let offset: Int

    package init(_ message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }
}

extension SelectorError: CustomStringConvertible {
    package var description: String { "\(message) (at byte \(offset))" }
}
