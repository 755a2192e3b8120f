/// A condition on labels, in Calico's selector language.
///
/// Selectors are keys of dictionaries and names of sets, so a selector is compared and hashed by its
/// canonical text, which is made once. Two selectors are equal if they print alike; `a == 'b'` and
/// `a in {'b'}` say the same but stay different, as they do in Calico.
package struct Selector: Sendable, CustomStringConvertible {
    package var expression: Expression { meaning.expression }
    /// The canonical text, byte for byte what Calico prints, so that hashes made of it agree with Calico's.
    ///
    /// Reading it gives a selector of the same meaning, unless an expression built in code holds what the
    /// language cannot quote.
    package var description: String { meaning.description }
    /// Rules have room for many, and most are not there or are the same: one reference, hashed once.
    private let meaning: Meaning

    /// Selects everything.
    package static let all = Selector(.all)

    /// Reads a selector; a text that is empty or blank selects everything.
    package init(_ text: String) throws(SelectorError) {
        var parser = Parser(text)
        self.init(normal: try parser.selector())
    }

    /// A selector that was not written in Calico's language, such as a Kubernetes label selector.
    ///
    /// Value lists are sorted and freed of repetitions, an `and` or `or` of one operand becomes that operand;
    /// an `and` of none selects everything, an `or` of none nothing.
    package init(_ expression: Expression) {
        self.init(normal: expression.normalized())
    }

    private init(normal expression: Expression) {
        meaning = Meaning(expression)
    }

    /// The selector that asks of labels named `prefix` + name what this one asks of name.
    ///
    /// Calico keeps the labels of namespaces and service accounts beside those of the endpoint under such
    /// prefixes.
    package func prefixingLabels(with prefix: String) -> Selector {
        Selector(normal: expression.mapLabels { prefix + $0 })
    }
}

extension Selector {
    private final class Meaning: Sendable {
        let expression: Expression
        let description: String
        let hash: Int

        init(_ expression: Expression) {
            self.expression = expression
            description = expression.canonicalText
            hash = description.hashValue
        }
    }
}

extension Selector: Hashable {
    package static func == (left: Selector, right: Selector) -> Bool {
        left.meaning === right.meaning
            || left.meaning.hash == right.meaning.hash
                && left.description.hasSameBytes(as: right.description)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(meaning.hash)
    }
}
