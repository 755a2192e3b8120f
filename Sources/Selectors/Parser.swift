/// Reads the selector language: one pass over the bytes, one step of recursion per parenthesis.
///
/// The grammar is Calico's, with its liberties: `notin`, `startswith` and `endswith` may be written as one
/// word, a word needs no space behind it, a set may be empty or end in a comma; `has(`, `all(` and `global(`
/// take no space before the parenthesis. Blanks are spaces and tabs; a line break is an error.
struct Parser {
    /// Far beyond what anybody writes, and far below what a thread's stack bears.
    private static let deepestNesting = 100

    let bytes: [UInt8]
    var position = 0
    private var nesting = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// Reads the whole text as one selector.
    mutating func selector() throws(SelectorError) -> Selector.Expression {
        skipBlanks()
        guard position < bytes.count else { return .all }
        let expression = try disjunction()
        guard position < bytes.count else { return expression }
        if bytes[position] == UInt8(ascii: ")") { throw error("this ) closes no parenthesis") }
        throw error("expected && or || or the end of the selector, found \(found)")
    }

    private mutating func disjunction() throws(SelectorError) -> Selector.Expression {
        let first = try conjunction()
        guard try take(doubled: UInt8(ascii: "|")) else { return first }
        var operands = [first]
        repeat { operands.append(try conjunction()) } while try take(doubled: UInt8(ascii: "|"))
        return .or(operands)
    }

    private mutating func conjunction() throws(SelectorError) -> Selector.Expression {
        let first = try operand()
        guard try take(doubled: UInt8(ascii: "&")) else { return first }
        var operands = [first]
        repeat { operands.append(try operand()) } while try take(doubled: UInt8(ascii: "&"))
        return .and(operands)
    }

    /// A condition with any number of `!` before it, of which each second one undoes the first.
    private mutating func operand() throws(SelectorError) -> Selector.Expression {
        var isNegated = false
        skipBlanks()
        while take(UInt8(ascii: "!")) {
            isNegated.toggle()
            skipBlanks()
        }
        let condition = try condition()
        return isNegated ? .not(condition) : condition
    }

    private mutating func condition() throws(SelectorError) -> Selector.Expression {
        if take("has(") { return .has(try labelInParentheses()) }
        if take("all(") { return try close(.all, after: "all(") }
        if take("global(") { return try close(.global, after: "global(") }
        if take(UInt8(ascii: "(")) { return try parentheses() }
        guard let label = try label() else {
            throw error("expected a condition such as a == 'b' or has(a), found \(found)")
        }
        return try comparison(of: label)
    }

    private mutating func parentheses() throws(SelectorError) -> Selector.Expression {
        let start = position - 1
        guard nesting < Self.deepestNesting else {
            throw SelectorError("parentheses are nested more than \(Self.deepestNesting) deep", offset: start)
        }
        nesting += 1
        let expression = try disjunction()
        nesting -= 1
        guard take(UInt8(ascii: ")")) else {
            throw error("expected && or || or the ) that closes the ( at byte \(start), found \(found)")
        }
        return expression
    }

    private mutating func labelInParentheses() throws(SelectorError) -> String {
        skipBlanks()
        guard let label = try label() else {
            throw error("expected a label's name after has(, found \(found)")
        }
        skipBlanks()
        guard take(UInt8(ascii: ")")) else { throw error("expected ) after has(\(label), found \(found)") }
        return label
    }

    private mutating func close(
        _ expression: Selector.Expression, after opening: String
    ) throws(SelectorError) -> Selector.Expression {
        skipBlanks()
        guard take(UInt8(ascii: ")")) else { throw error("expected ) after \(opening), found \(found)") }
        return expression
    }
}

extension Parser {
    private mutating func comparison(of label: String) throws(SelectorError) -> Selector.Expression {
        skipBlanks()
        if take("==") { return .equals(label, try string(after: "==")) }
        if take("!=") { return .notEquals(label, try string(after: "!=")) }
        if take("in") { return .in(label, try set(after: "in")) }
        if take("not", "in") { return .notIn(label, try set(after: "not in")) }
        if take("contains") { return .contains(label, try string(after: "contains")) }
        if take("starts", "with") { return .startsWith(label, try string(after: "starts with")) }
        if take("ends", "with") { return .endsWith(label, try string(after: "ends with")) }
        if position < bytes.count, bytes[position] == UInt8(ascii: "=") {
            throw error("expected == after the label \(label), found a single =")
        }
        let operators = "==, !=, in, not in, contains, starts with or ends with"
        throw error("expected \(operators) after the label \(label), found \(found)")
    }

    private mutating func string(after operation: String) throws(SelectorError) -> String {
        guard let string = try string() else {
            throw error("expected a quoted string after \(operation), found \(found)")
        }
        return string
    }

    private mutating func set(after operation: String) throws(SelectorError) -> [String] {
        skipBlanks()
        guard take(UInt8(ascii: "{")) else { throw error("expected { after \(operation), found \(found)") }
        var values: [String] = []
        while let value = try string() {
            values.append(value)
            skipBlanks()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw error("expected , or } in a set, found \(found)") }
            return values.sortedUniqueBytes()
        }
        guard take(UInt8(ascii: "}")) else {
            throw error("expected a quoted string or } in a set, found \(found)")
        }
        return values.sortedUniqueBytes()
    }
}
