/// Where in the state directory something was written.
package struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
    /// The path below the state directory.
    package let file: String
    /// Both count from 1.
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}
