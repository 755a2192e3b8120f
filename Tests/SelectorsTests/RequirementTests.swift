import Selectors
import Testing

@Suite struct RequirementTests {
    static let requirements: [(String, Requirement)] = [
        ("all()", .none),
        ("global()", .none),
        ("x != '1'", .none),
        ("x not in {'1'}", .none),
        ("!has(x)", .none),
        ("!x == '1'", .none),
        ("x == '1'", .value(label: "x", anyOf: ["1"])),
        ("x in {'2', '1'}", .value(label: "x", anyOf: ["1", "2"])),
        ("x in {}", .never),
        ("has(x)", .present(label: "x")),
        ("x contains '1'", .present(label: "x")),
        ("x starts with '1'", .present(label: "x")),
        ("x ends with '1'", .present(label: "x")),
        // Of several, the narrowest; of equals, the first.
        ("has(x) && y == '1'", .value(label: "y", anyOf: ["1"])),
        ("x in {'1', '2'} && y == '1'", .value(label: "y", anyOf: ["1"])),
        ("x == '1' && y == '1'", .value(label: "x", anyOf: ["1"])),
        ("all() && has(x)", .present(label: "x")),
        // Of one label, what both allow.
        ("x in {'1', '2'} && x in {'2', '3'}", .value(label: "x", anyOf: ["2"])),
        ("x == '1' && x == '2'", .never),
        ("x == '1' && has(x)", .value(label: "x", anyOf: ["1"])),
        ("has(y) && (x == '1' && x == '2')", .never),
        // Of alternatives, what all of them require.
        ("x == '2' || x == '1' || x in {'2', '3'}", .value(label: "x", anyOf: ["1", "2", "3"])),
        ("x == '1' || has(x)", .present(label: "x")),
        ("x == '1' || y == '1'", .none),
        ("x == '1' || all()", .none),
        ("x == '1' && y == '1' || y == '2' && z == '1'", .value(label: "y", anyOf: ["1", "2"])),
        ("x in {} || y == '1'", .value(label: "y", anyOf: ["1"])),
        ("x in {} || y in {}", .never),
        // Negation is carried inwards.
        ("!all()", .never),
        ("!x != '1'", .value(label: "x", anyOf: ["1"])),
        ("!x not in {'1', '2'}", .value(label: "x", anyOf: ["1", "2"])),
        ("!(x != '1' || !has(y))", .value(label: "x", anyOf: ["1"])),
        ("!(x != '1' && x != '2')", .value(label: "x", anyOf: ["1", "2"])),
        ("!(!(has(x)))", .present(label: "x")),
    ]

    @Test(arguments: requirements) func `the requirement is the narrowest that is known`(
        text: String, requirement: Requirement
    ) throws {
        #expect(try Selector(text).requirement == requirement)
    }

    @Test func `each label has one requirement`() throws {
        let selector = try Selector("has(x) && y == '1' && x in {'1', '2'} && z contains '1'")
        #expect(
            selector.requirements == [
                .value(label: "x", anyOf: ["1", "2"]), .value(label: "y", anyOf: ["1"]), .present(label: "z"),
            ])
    }

    @Test func `a selector of very many labels is asked for a few of them`() throws {
        let labels = (0..<100_000).map { "has(x\($0))" }
        let requirements = try Selector(labels.joined(separator: " && ")).requirements
        #expect(requirements == (0..<16).map { .present(label: "x\($0)") })
    }

    @Test func `what matches fulfils every requirement`() {
        var random = SeededRandom(seed: 3)
        var matches = 0
        for _ in 0..<20_000 {
            let selector = Selector(random.expression(depth: 4))
            let labels = random.labels()
            guard selector.matches(labels) else { continue }
            matches += 1
            for requirement in selector.requirements {
                #expect(requirement.isFulfilled(by: labels), "\(selector) \(labels)")
            }
            #expect(selector.requirement.isFulfilled(by: labels), "\(selector) \(labels)")
        }
        #expect(matches > 5000)
    }
}

extension Requirement {
    fileprivate func isFulfilled(by labels: Labels) -> Bool {
        switch self {
        case .none: true
        case .never: false
        case .present(let label): labels[label] != nil
        case .value(let label, let values): labels[label].map { values.contains($0) } ?? false
        }
    }
}
