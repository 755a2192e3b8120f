/// Why something written in the state directory is refused: a place, a field and a sentence.
package struct DecodingFailure: Error, Hashable, Sendable {
    package let position: SourcePosition
    /// Such as `spec.ingress[0].from[1].podSelector`; empty where a whole file or document is meant.
    package let field: String
    /// One sentence without a full stop.
    package let message: String

    package init(_ message: String, field: String = "", at position: SourcePosition) {
        self.position = position
        self.field = field
        self.message = message
    }
}

extension DecodingFailure: CustomStringConvertible {
    /// The failure on one line, as in `web.yaml:14:7: spec.tir: unknown field, did you mean tier?`.
    package var description: String {
        field.isEmpty ? "\(position): \(message)" : "\(position): \(field): \(message)"
    }
}
