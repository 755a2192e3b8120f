import Addressing
import Compilation
import Dataplane
import HashTreeCollections
import Nftables
import TestSupport
import Testing

/// nft(8) as the judge of our text: what it makes of it must be what we send ourselves.
@Suite(.timeLimit(.minutes(1))) struct TextTests {
    @Test(arguments: Table.allCases)
    func `nft makes of our text what we send`(table: Table) throws {
        let family = table.addressFamily
        let written = try #require(richDesired().ruleset(table))
        let found = try withNetworkNamespace {
            try load(written.text)
            return try #require(try kernelRuleset(table))
        }
        #expect(found.sets.keys.sorted() == written.sets.keys.sorted())
        for (name, set) in written.sets { #expect(found.sets[name] == set) }
        #expect(found.chains.keys.sorted() == written.chains.keys.sorted())
        for (name, chain) in written.chains {
            let listed = try #require(found.chains[name])
            #expect(listed.hasSameDefinition(as: chain))
            try #require(listed.rules.count == chain.rules.count)
            for (theirs, ours) in zip(listed.rules, chain.rules) {
                #expect(theirs.comment == ours.comment)
                let expected = joined(ours.expressions(family))
                #expect(theirs.expressions(family) == expected, "\(ours.text(family))")
            }
        }
    }

    @Test(arguments: [(true, true), (true, false), (false, true)])
    func `both families load as one file`(v4: Bool, v6: Bool) throws {
        var options = options
        options.familiesOn = DualStack(v4: v4, v6: v6)
        let rulesets = desired(richResources, options).rulesets
        try withNetworkNamespace {
            try load(rulesets.v4.text + rulesets.v6.text)
            let found = try kernelRulesets()
            for family in IPFamily.allCases {
                #expect(found[family]?.sets == rulesets[family].sets)
                #expect(found[family]?.chains.keys.sorted() == rulesets[family].chains.keys.sorted())
            }
        }
    }

    private func load(_ text: String) throws {
        try command("sh", "-c", "nft -f - <<'END'\n\(text)END\n")
    }
}

/// `expressions` with comparisons of neighbouring bytes made one, and a range made two comparisons that we never
/// write, as nft(8) makes them.
private func joined(_ expressions: [Expression]) -> [Expression] {
    var result: [Expression] = []
    for expression in expressions {
        if case .range(_, .equal, _, _) = expression {
            result += [.other("cmp"), .other("cmp")]
            continue
        }
        result.append(expression)
        guard case .compare(let register, .equal, let second) = expression, result.count >= 4,
            case .payload(.transport, let secondOffset, let secondLength, register) = result[result.count - 2],
            case .compare(register, .equal, let first) = result[result.count - 3],
            case .payload(.transport, let firstOffset, let firstLength, register) = result[result.count - 4],
            firstOffset + firstLength == secondOffset, firstLength == 1, secondLength == 1
        else { continue }
        result.removeLast(4)
        result += [
            .payload(.transport, offset: firstOffset, length: 2, into: register),
            .compare(register, .equal, first + second),
        ]
    }
    return result
}
