/// Why bytes are no YAML that is read here.
package struct SyntaxError: Error, Hashable, Sendable {
    package let position: Position
    /// One sentence without a full stop.
    package let message: String

    package init(_ message: String, at position: Position) {
        self.position = position
        self.message = message
    }
}

extension SyntaxError: CustomStringConvertible {
    package var description: String { "\(position): \(message)" }
}
