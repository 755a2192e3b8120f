import Addressing
import Nftables
import TestSupport
import Testing

/// nft(8) as the judge of our text: what it makes of it must be what we send ourselves.
@Suite(.timeLimit(.minutes(1))) struct TextTests {
    @Test(arguments: IPFamily.allCases)
    func `nft makes of our text what we send`(family: IPFamily) throws {
        let ruleset = richDesired().rulesets[family]
        let found = try withNetworkNamespace {
            try load(ruleset.text)
            return try #require(try kernelRulesets()[family])
        }
        let expected = ruleset.listed
        #expect(found.sets.keys.sorted() == expected.sets.keys.sorted())
        for (name, set) in expected.sets { #expect(found.sets[name] == set) }
        #expect(found.chains.keys.sorted() == expected.chains.keys.sorted())
        for (name, chain) in expected.chains {
            #expect(found.chains[name]?.hasSameDefinition(as: chain) == true)
            #expect(found.chains[name]?.rules.count == chain.rules.count)
            for (index, rule) in chain.rules.enumerated() where index < found.chains[name]?.rules.count ?? 0 {
                #expect(
                    found.chains[name]?.rules[index] == rule,
                    "\(ruleset.chains[name]?.rules[index].text(family) ?? "")")
            }
        }
    }

    @Test func `both families load as one file, with IPv6 off too`() throws {
        for isOn in [true, false] {
            var options = options
            options.isIPv6Enabled = isOn
            let rulesets = desired(richResources, options).rulesets
            try withNetworkNamespace {
                try load(rulesets.v4.text + rulesets.v6.text)
                #expect(try kernelRulesets().v6?.sets == rulesets.v6.sets)
            }
        }
    }

    private func load(_ text: String) throws {
        try command("sh", "-c", "nft -f - <<'END'\n\(text)END\n")
    }
}
