import Addressing
import HashTreeCollections
import Nftables
import Reconciliation
import TestSupport

/// A ruleset of up to four chains that jump to later ones, up to three sets and a verdict map.
func randomRuleset(_ family: IPFamily, _ random: inout RepeatableNumbers) -> Ruleset {
    var ruleset = Ruleset(family)
    let sets = ["s1", "s2", "s3"].filter { _ in Bool.random(using: &random) }
    for name in sets {
        let values = Set((0..<4).map { _ in UInt128.random(in: 0..<8, using: &random) }).sorted()
        ruleset.add(NamedSet(name, key: [.address(family)], elements: .values(values)))
    }
    let chains = ["c1", "c2", "c3", "c4"].filter { _ in Bool.random(using: &random) }
    for (index, name) in chains.enumerated() {
        let rules = (0..<Int.random(in: 0..<5, using: &random)).map { _ in
            var matches: [Match] = [.port(.destination, 80...UInt16.random(in: 80..<83, using: &random))]
            if let set = sets.randomElement(using: &random) { matches.append(.addressSet(.source, set)) }
            let target = chains[(index + 1)...].randomElement(using: &random)
            return Rule(matches, then: [.counter, .verdict(target.map { .jump($0) } ?? .accept)])
        }
        ruleset.add(Chain(name, rules: rules))
    }
    let targets = (0..<3).compactMap { index in
        chains.randomElement(using: &random).map {
            Element(key: interfaceKey("i\(index)"), verdict: .goto($0))
        }
    }
    ruleset.add(NamedSet("map", key: [.interfaceName], value: .verdict, elements: .keyed(targets.sorted())))
    return ruleset
}

extension Ruleset {
    /// Does what the kernel would do with `plan`; says what it would refuse.
    mutating func carryOut(_ plan: RulesetPlan) -> String? {
        let before = chains.mapValues(\.rules)
        /// Where the rules of an edited chain came from: their place before the plan.
        var places = before.mapValues { $0.indices.map(Int?.some) }
        for operation in plan.operations {
            switch operation {
            case .addTable: continue
            case .deleteTable: self = Ruleset(family)
            case .addSet(let set):
                guard sets[set.name] == nil else { return "set \(set.name) exists" }
                var empty = set
                empty.elements = set.elements.emptied
                add(empty)
            case .addChain(let chain):
                guard chains[chain.name] == nil else { return "chain \(chain.name) exists" }
                add(Chain(chain.name, hook: chain.hook, comment: chain.comment, rules: []))
                places[chain.name] = []
            case .addElements(let set, let elements):
                guard let old = sets[set.name]?.elements else { return "no set \(set.name)" }
                sets[set.name]?.elements = union(old, elements)
            case .deleteElements(let set, let elements):
                guard let old = sets[set.name]?.elements else { return "no set \(set.name)" }
                sets[set.name]?.elements = ElementChange(from: elements, to: old).added
            case .addRules(let chain):
                guard chains[chain.name]?.rules.isEmpty == true else { return "no empty chain \(chain.name)" }
                chains[chain.name]?.rules = chain.rules
            case .addRule(let rule, let chain, let before):
                guard chains[chain] != nil else { return "no chain \(chain)" }
                let place = before.flatMap { places[chain]?.firstIndex(of: $0) }
                if before != nil, place == nil { return "no rule \(before ?? 0) in \(chain)" }
                let end = chains[chain]?.rules.count ?? 0
                chains[chain]?.rules.insert(rule, at: place ?? end)
                places[chain]?.insert(nil, at: place ?? end)
            case .deleteRule(let chain, let at):
                guard let place = places[chain]?.firstIndex(of: at) else {
                    return "no rule \(at) in \(chain)"
                }
                chains[chain]?.rules.remove(at: place)
                places[chain]?.remove(at: place)
            case .flushChain(let chain): chains[chain]?.rules = []
            case .deleteChain(let chain):
                guard !references.contains(chain) else { return "chain \(chain) is in use" }
                chains[chain] = nil
            case .deleteSet(let name):
                guard !references.contains("@" + name) else { return "set \(name) is in use" }
                sets[name] = nil
            }
            if let missing = references.first(where: {
                chains[$0] == nil && sets[String($0.dropFirst())] == nil
            }) {
                return "\(operation) refers to \(missing), which is not there"
            }
        }
        return nil
    }

    /// The chains that something leads to, and the sets, with `@`, that a rule looks into.
    private var references: Set<String> {
        var result: Set<String> = []
        for expression in chains.values.flatMap(\.rules).flatMap({ $0.expressions(family) }) {
            switch expression {
            case .lookup(_, let set, _): result.insert("@" + set)
            case .verdictLookup(_, let map): result.insert("@" + map)
            case .verdict(let verdict): if let target = verdict.target { result.insert(target) }
            default: continue
            }
        }
        for set in sets.values {
            guard case .keyed(let elements) = set.elements else { continue }
            result.formUnion(elements.compactMap { $0.verdict?.target })
        }
        return result
    }
}

private func union(_ old: Elements, _ new: Elements) -> Elements {
    switch (old, new) {
    case (.values(let old), .values(let new)): .values((old + new).sorted())
    case (.ranges(let old), .ranges(let new)): .ranges((old + new).sorted())
    case (.keyed(let old), .keyed(let new)): .keyed((old + new).sorted())
    default: old
    }
}
