import AddressManagement
import Addressing
import Resources
import Selectors
import Testing

struct Choice: Sendable, CustomTestStringConvertible {
    let enabled: (Bool, Bool)
    let selectors: (String, String)
    let request: [String]
    /// `nil` where the choice fails.
    let expected: [String]?

    init(
        _ first: Bool, _ second: Bool, _ one: String, _ two: String, _ request: [String],
        _ expected: [String]?
    ) {
        enabled = (first, second)
        selectors = (one, two)
        self.request = request
        self.expected = expected
    }

    var testDescription: String { "\(enabled) \(selectors) \(request) -> \(expected ?? ["an error"])" }
}

/// Calico's table for `determinePools`, on a node with the label `foo=bar`.
let choices = [
    Choice(true, true, "", "", [], ["p1", "p2"]), Choice(true, true, "", "", ["p1"], ["p1"]),
    Choice(true, true, "foo == 'bar'", "foo != 'bar'", [], ["p1"]),
    Choice(true, true, "foo == 'bar'", "foo != 'bar'", ["p1"], ["p1"]),
    Choice(true, true, "foo != 'bar'", "all()", [], ["p2"]),
    Choice(true, true, "foo != 'bar'", "", ["p1"], ["p1"]),
    Choice(true, true, "foo == 'bar'", "", ["p2"], ["p2"]), Choice(false, true, "", "", [], ["p2"]),
    Choice(false, true, "", "", ["p1"], nil), Choice(false, true, "", "", ["p2"], ["p2"]),
    Choice(false, true, "", "foo == 'bar'", [], ["p2"]),
    Choice(false, true, "", "foo == 'bar'", ["p2"], ["p2"]),
    Choice(false, true, "", "foo != 'bar'", [], []),
    Choice(false, true, "", "foo != 'bar'", ["p2"], ["p2"]),
]

@Suite struct PoolChoiceTests {
    private func pools(_ choice: Choice, _ family: IPFamily) throws -> [IPPool] {
        let texts =
            family == .v4 ? ["10.0.0.0/24", "20.0.0.0/24"] : ["fe80:ba:ad::/112", "fe80:ba:bd::/112"]
        let first = try #require(IPPrefix(texts[0]))
        let second = try #require(IPPrefix(texts[1]))
        return [
            IPPool(
                name: "p1", prefix: first, isDisabled: !choice.enabled.0,
                nodeSelector: try Selector(choice.selectors.0)),
            IPPool(
                name: "p2", prefix: second, isDisabled: !choice.enabled.1,
                nodeSelector: try Selector(choice.selectors.1)),
        ]
    }

    @Test(arguments: choices, IPFamily.allCases)
    func `the pools are those that Calico chooses`(choice: Choice, family: IPFamily) throws {
        let pools = try pools(choice, family)
        let chosen = try? choosePools(
            choice.request, of: pools, family, labels: ["foo": "bar"], namespace: nil
        ).map(\.name)
        #expect(chosen == choice.expected)
    }

    @Test(arguments: IPFamily.allCases)
    func `a pool can be asked for by its block`(family: IPFamily) throws {
        let pools = try pools(choices[0], family)
        let chosen = try choosePools(
            [pools[1].prefix.description], of: pools, family, labels: [:], namespace: nil)
        #expect(chosen.map(\.name) == ["p2"])
    }

    @Test(arguments: IPFamily.allCases)
    func `a pool of the other family is an error`(family: IPFamily) throws {
        let pools = try pools(choices[0], family)
        let other = family == .v4 ? IPFamily.v6 : .v4
        #expect(throws: AddressFailure.poolOfOtherFamily("p1", other)) {
            try choosePools(["p1"], of: pools, other, labels: [:], namespace: nil)
        }
    }

    @Test(arguments: IPFamily.allCases)
    func `a pool for certain namespaces is for their pods alone, unless it is asked for`(
        family: IPFamily
    ) throws {
        var pools = try pools(choices[0], family)
        pools[0].namespaceSelector = try Selector("team == 'a'")
        func names(_ namespace: Labels?, _ requested: [String] = []) throws -> [String] {
            try choosePools(requested, of: pools, family, labels: [:], namespace: namespace).map(\.name)
        }
        #expect(try names(["team": "a"]) == ["p1", "p2"])
        #expect(try names(["team": "b"]) == ["p2"])
        #expect(try names(nil) == ["p2"])
        #expect(try names(nil, ["p1"]) == ["p1"])
    }
}
