import Foundation
import Selectors
import Testing

/// Runs a file of selectors whose meaning somebody else wrote down, `selector-corpus/v1`, if
/// `GEMEL_SELECTOR_CORPUS` names one.
private let corpusPath = ProcessInfo.processInfo.environment["GEMEL_SELECTOR_CORPUS"]

@Suite(.enabled(if: corpusPath != nil, "GEMEL_SELECTOR_CORPUS names no file"))
struct CorpusTests {
    private let corpus: Corpus

    init() throws {
        corpus = try JSONDecoder().decode(
            Corpus.self, from: Data(contentsOf: URL(fileURLWithPath: #require(corpusPath))))
    }

    @Test func `the corpus is of the form that is read here`() {
        #expect(corpus.schema == "selector-corpus/v1")
        #expect(!corpus.evaluation.isEmpty && !corpus.invalid.isEmpty && !corpus.canonical.isEmpty)
    }

    @Test func `every evaluation holds`() throws {
        for example in corpus.evaluation {
            let selector = try Selector(example.expr)
            #expect(selector.matches(example.labels) == example.matches, "\(example.expr) \(example.labels)")
        }
    }

    @Test func `every invalid text is refused`() {
        for example in corpus.invalid {
            #expect(throws: SelectorError.self, "\(example.expr)") { try Selector(example.expr) }
        }
    }

    @Test func `every canonical form is printed`() throws {
        for example in corpus.canonical {
            #expect(try Selector(example.expr).description == example.canonical)
        }
    }

    @Test func `every prefixed form is printed`() throws {
        for example in corpus.visitor ?? [] {
            let prefixed = try Selector(example.expr).prefixingLabels(with: example.labelPrefix)
            #expect(prefixed.description == example.canonical)
        }
    }

    @Test func `every restriction of a label that must be present is known`() throws {
        for example in corpus.labelRestrictions ?? [] {
            #expect(Set(try Selector(example.expr).requirements) == example.requirements, "\(example.expr)")
        }
    }
}

private struct Corpus: Decodable {
    struct Evaluation: Decodable {
        let expr: String
        let labels: [String: String]
        let matches: Bool
    }

    struct Invalid: Decodable {
        let expr: String
    }

    struct Canonical: Decodable {
        let expr: String
        let canonical: String
    }

    struct Visitor: Decodable {
        let expr: String
        let labelPrefix: String
        let canonical: String

        enum CodingKeys: String, CodingKey {
            case expr, canonical
            case labelPrefix = "label_prefix"
        }
    }

    struct LabelRestrictions: Decodable {
        struct Restriction: Decodable {
            let mustBePresent: Bool
            let mustHaveOneOfValues: [String]?
        }

        let expr: String
        let restrictions: [String: Restriction]

        /// The restrictions in our terms, which have none for labels that must be absent.
        var requirements: Set<Requirement> {
            if restrictions.values.contains(where: { $0.mustHaveOneOfValues == [] }) { return [.never] }
            let requirements = restrictions.filter { $0.value.mustBePresent }.map { label, restriction in
                restriction.mustHaveOneOfValues.map { Requirement.value(label: label, anyOf: $0.sorted()) }
                    ?? .present(label: label)
            }
            return Set(requirements)
        }
    }

    let schema: String
    let evaluation: [Evaluation]
    let invalid: [Invalid]
    let canonical: [Canonical]
    let visitor: [Visitor]?
    let labelRestrictions: [LabelRestrictions]?

    enum CodingKeys: String, CodingKey {
        case schema, evaluation, invalid, canonical, visitor
        case labelRestrictions = "label_restrictions"
    }
}
