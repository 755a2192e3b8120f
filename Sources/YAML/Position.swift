/// A place in a file.
///
/// Both numbers count from 1; a column is one Unicode scalar.
package struct Position: Hashable, Sendable {
    package let line: UInt32
    package let column: UInt32

    package init(line: Int, column: Int) {
        self.line = UInt32(clamping: line)
        self.column = UInt32(clamping: column)
    }

    package static let start = Position(line: 1, column: 1)
}

extension Position: Comparable {
    package static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}

extension Position: CustomStringConvertible {
    package var description: String { "\(line):\(column)" }
}
