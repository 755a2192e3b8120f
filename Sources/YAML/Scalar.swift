/// A text that is no list and no mapping, and what its spelling makes of it.
///
/// A plain scalar is resolved by whoever reads it, by the core schema of YAML 1.2, in which `yes` and `off`
/// are strings.
package struct Scalar: Hashable, Sendable {
    package enum Style: Hashable, Sendable {
        case plain
        case quoted
        /// `|` or `>`.
        case block
    }

    package let text: String
    package let style: Style
    /// Whether each character of the text stands in the file as it is, on one line, so that the place of
    /// each is known.
    package let isVerbatim: Bool

    package init(_ text: String, style: Style = .plain, isVerbatim: Bool = false) {
        self.text = text
        self.style = style
        self.isVerbatim = isVerbatim
    }
}

extension Scalar {
    package enum Resolution: Hashable, Sendable {
        case null
        case boolean(Bool)
        /// The value is nil where it does not fit.
        case integer(Int?)
        case float(Double)
        case string
        /// A decimal number with a leading zero: readers disagree whether it is octal.
        case ambiguous
    }

    /// What the core schema takes the scalar for.
    package var resolution: Resolution {
        guard style == .plain else { return .string }
        guard let first = text.utf8.first else { return .null }
        switch first {
        case UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"):
            return text == "~" || text == "null" || text == "Null" || text == "NULL" ? .null : .string
        case UInt8(ascii: "t"), UInt8(ascii: "T"):
            return text == "true" || text == "True" || text == "TRUE" ? .boolean(true) : .string
        case UInt8(ascii: "f"), UInt8(ascii: "F"):
            return text == "false" || text == "False" || text == "FALSE" ? .boolean(false) : .string
        case 0x30...0x39, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            return number
        default:
            return .string
        }
    }

    package var isNull: Bool { resolution == .null }

    /// What the scalar is called in a message: `a number`.
    package var typeName: String {
        switch resolution {
        case .null: "null"
        case .boolean: "a boolean"
        case .integer, .float, .ambiguous: "a number"
        case .string: "a string"
        }
    }
}
