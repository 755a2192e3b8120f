import Calculation
import HashTreeCollections
import Nftables
import Resources

/// The sequences of policies that workloads meet now and did not before, and those that none meets any more, with
/// the names of their chains.
struct SequenceChanges {
    private(set) var added: [PolicySequence: EndpointChainNames] = [:]
    private(set) var removed: [PolicySequence: EndpointChainNames] = [:]

    /// - Parameters:
    ///   - names: those that workloads met before.
    ///   - isAlone: whether no host endpoint may meet the same ones.
    /// - Returns: `nil` where the chains of more than the sequences themselves may come or go.
    init?(
        _ changed: Set<PolicySequence>, _ names: TreeDictionary<PolicySequence, EndpointChainNames>,
        isAlone: Bool
    ) {
        for sequence in changed {
            // An end that leads on leads to chains that others may share, and what has no policy has no direction.
            guard isAlone, sequence.direction != nil, sequence.tiers.first?.passesAtEnd != true,
                !sequence.tiers.contains(where: { $0.policies.contains { $0.id.kind.isStaged } })
            else { return nil }
            if let known = names[sequence] {
                removed[sequence] = known
            } else {
                added[sequence] = EndpointChainNames(sequence)
            }
        }
    }

    /// Whether the rules that came did so with the sequences that came, and those that went with those that went.
    func explain(_ came: [RulesKey], _ went: [RulesKey]) -> Bool {
        Set(added.keys.flatMap(\.keys)).isSuperset(of: came)
            && Set(removed.keys.flatMap(\.keys)).isSuperset(of: went)
    }
}

extension PolicySequence {
    fileprivate var keys: [RulesKey] { tiers.flatMap(\.policies) + profiles }

    /// Of which direction its policies or profiles are; `nil` if it has none.
    fileprivate var direction: Direction? { leading.first?.direction }

    /// The policies and profiles of which its first chain consists.
    fileprivate var leading: [RulesKey] { tiers.first?.policies ?? profiles }
}

extension EndpointChainNames {
    fileprivate func name(_ direction: Direction) -> String { direction == .ingress ? ingress : egress }
}

extension RulesetRevision {
    /// Adds the chains of sequences that workloads meet from now on, and those of policies that no one has met
    /// before; says whether that was all there was to do.
    mutating func add(
        _ sequences: [PolicySequence: EndpointChainNames], _ rules: TreeDictionary<RulesKey, ActiveRules>
    ) -> Bool {
        guard !sequences.isEmpty else { return true }
        for sequence in sequences.keys {
            // A policy's messages may name its tier, so that one that went to another is not what it was.
            let tier = sequence.tiers.first?.name ?? ""
            for key in sequence.leading {
                if let known = memory.policies[key.chainName], known.tier != tier { return false }
            }
        }
        var setNames: [MemberSet: String] = [:]
        for key in sequences.keys.flatMap(\.leading) {
            for set in rules[key]?.sets ?? [] { setNames[set] = memory.sets[set]?.set.name }
        }
        var compilation = PolicyCompilation(
            rules: rules, setNames: setNames, options: options, ruleset: ruleset, extending: memory)
        for (sequence, names) in sequences {
            guard let direction = sequence.direction else { return false }
            let name = names.name(direction)
            compilation.add(sequence, direction, named: name)
            guard let known = compilation.remembered.sequences[name], !known.leadsOn else { return false }
            changed.chains.insert(name)
            for chain in known.policyChains {
                changed.chains.insert(chain)
                changed.sets.formUnion(compilation.remembered.policies[chain]?.sets.map(\.name) ?? [])
            }
        }
        ruleset = compilation.ruleset
        memory = compilation.remembered
        return true
    }

    /// Removes the chains of sequences that no workload meets any more, and those of policies to which no other
    /// leads; says whether that was all there was to do.
    mutating func remove(_ sequences: [PolicySequence: EndpointChainNames]) -> Bool {
        guard !sequences.isEmpty else { return true }
        var orphans: Set<String> = []
        for (sequence, names) in sequences {
            guard let direction = sequence.direction else { return false }
            let name = names.name(direction)
            guard let known = memory.sequences.removeValue(forKey: name), !known.leadsOn else { return false }
            ruleset.chains[name] = nil
            changed.chains.insert(name)
            orphans.formUnion(known.policyChains)
        }
        for sequence in memory.sequences.values {
            // It may lead on to one that has just been removed.
            guard !sequence.leadsOn else { return false }
            orphans.subtract(sequence.policyChains)
        }
        for name in orphans {
            // Other policies may share sets of ports and blocks.
            guard memory.policies[name]?.sets.isEmpty != false else { return false }
            memory.policies[name] = nil
            ruleset.chains[name] = nil
            changed.chains.insert(name)
        }
        return true
    }
}
