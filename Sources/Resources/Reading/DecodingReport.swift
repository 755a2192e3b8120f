import YAML

/// What is found wrong while a file is read, in the order in which it is met.
///
/// One object for a whole file, handed to everything that reads a part of it, so that one mistake does not
/// hide the next.
final class DecodingReport {
    let file: String
    private(set) var failures: [DecodingFailure] = []
    private(set) var warnings: [DecodingFailure] = []
    /// How many failures there were, those that are not listed too.
    private(set) var failureCount = 0

    /// A file that is no manifest at all could have one for each of its values.
    private static let mostFailures = 1000

    init(file: String) {
        self.file = file
    }

    /// Whether no more is listed, so that to read on is idle.
    var isFull: Bool { failures.count >= Self.mostFailures }

    func fail(_ message: String, field: FieldPath = .root, at position: Position) {
        failureCount += 1
        guard !isFull else { return }
        guard failures.count < Self.mostFailures - 1 else {
            let message = "this file has more failures than are listed"
            failures.append(DecodingFailure(message, at: place(position)))
            return
        }
        failures.append(failure(message, field, position))
    }

    func warn(_ message: String, field: FieldPath, at position: Position) {
        guard warnings.count < Self.mostFailures else { return }
        warnings.append(failure(message, field, position))
    }

    private func failure(_ message: String, _ field: FieldPath, _ position: Position) -> DecodingFailure {
        DecodingFailure(message.printable, field: field.description.printable, at: place(position))
    }

    func place(_ position: Position) -> SourcePosition {
        SourcePosition(file: file, line: Int(position.line), column: Int(position.column))
    }
}

extension String {
    /// The text as it may go to a terminal: what a manifest says comes into messages, and may be long and
    /// hold control characters.
    fileprivate var printable: String {
        let isPlain = utf8.count <= 300 && utf8.allSatisfy { (0x20..<0x7f).contains($0) }
        guard !isPlain else { return self }
        var result = ""
        for scalar in unicodeScalars.prefix(300) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
                result += scalar.escaped(asASCII: true)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return unicodeScalars.count > 300 ? result + "..." : result
    }
}
