import Addressing
import Dataplane
import FoundationEssentials
import Judges
import Nftables
import Resources
import TestSupport
import Testing

/// Folders with manifests, packets and what becomes of them, and the rulesets that say so.
struct GoldenTests {
    @Test func `there are cases`() { #expect(GoldenCase.names.count > 14) }

    @Test(arguments: GoldenCase.names)
    func `packets get the verdicts of the case from resources, ruleset and state`(name: String) throws {
        let golden = try GoldenCase(name)
        #expect(!golden.expectations.isEmpty)
        for (packet, text) in golden.expectations {
            let answers = golden.judges.answers(packet)
            let line = packet.text(golden.judges.wiring)
            #expect(answers.reference.text(of: packet) == text, "resources: \(line)")
            #expect(answers.ruleset.text(of: packet) == text, "ruleset: \(line)")
            if let state = answers.state { #expect(state == text.hasPrefix("allow"), "state: \(line)") }
        }
    }

    @Test(arguments: GoldenCase.names)
    func `the ruleset of each family is the one of the case`(name: String) throws {
        let golden = try GoldenCase(name)
        for family in IPFamily.allCases {
            let text = golden.judges.desired.rulesets[family].text
            if GoldenCase.isRefreshing { try golden.write(text, family) }
            #expect(try golden.ruleset(family) == text, "UPDATE_GOLDEN=1 takes what is compiled now")
        }
    }
}
