import Status
import Testing

struct ConfigurationListingTests {
    private let listing = ConfigurationListing(
        isRunning: true,
        parameters: [
            ListedParameter(
                name: "FELIX_A", value: "x", origin: "environment", defaultValue: "y", accepted: "a word",
                meaning: "What is \"meant\".", appliesOn: "reload", afterRestart: nil,
                others: [.init(origin: "a.cfg:1", value: "\u{1b}[0m", reason: "overruled")]),
            ListedParameter(
                name: "FELIX_LONG", value: "", origin: "default", defaultValue: "", accepted: "a word",
                meaning: "Nothing.", appliesOn: "restart", afterRestart: "z", others: []),
        ], problems: [FileProblem(.error, file: "a.cfg", line: 2, message: "bad")])

    @Test func `the screen has a line for each parameter, and who tried to set it below`() {
        #expect(
            listing.screen == """
                FELIX_A     x     environment
                    a.cfg:1: ?[0m: overruled
                FELIX_LONG  none  default
                    z after the next start

                Problems
                    a.cfg:2: bad

                """)
    }

    @Test func `what nobody tried to set can be left out`() {
        #expect(listing.changed.parameters.map(\.name) == ["FELIX_A"])
        #expect(listing.changed.problems == listing.problems)
    }

    @Test func `the YAML quotes what others wrote`() {
        #expect(
            listing.yaml == """
                isRunning: true
                parameters:
                - name: FELIX_A
                  value: "x"
                  origin: "environment"
                  defaultValue: "y"
                  accepted: "a word"
                  meaning: "What is \\"meant\\"."
                  appliesOn: reload
                  others:
                  - origin: "a.cfg:1"
                    value: "\\u001b[0m"
                    reason: "overruled"
                - name: FELIX_LONG
                  value: ""
                  origin: "default"
                  defaultValue: ""
                  accepted: "a word"
                  meaning: "Nothing."
                  appliesOn: restart
                  afterRestart: "z"
                  others: []
                problems:
                - severity: error
                  file: "a.cfg"
                  line: 2
                  column: 0
                  message: "bad"
                  lastGoodInForce: false

                """)
    }
}
