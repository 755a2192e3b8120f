import Addressing
import Calculation
import Nftables

/// What was compiled for one family before, with what went into it.
struct FamilyMemory {
    /// By the policy's chain.
    var policies: [String: KnownPolicy] = [:]
    /// By the endpoints' chain.
    var sequences: [String: KnownSequence] = [:]
    private var sets: [MemberSet: (members: Members, set: NamedSet)] = [:]

    /// Adds the sets that selectors have become to `ruleset`, and says their names.
    mutating func addSets(
        _ wanted: [MemberSet: DualStack<Members>], to ruleset: inout Ruleset
    ) -> [MemberSet: String] {
        var names: [MemberSet: String] = [:]
        names.reserveCapacity(wanted.count)
        let known = sets
        sets = [:]
        sets.reserveCapacity(wanted.count)
        for (set, pair) in wanted {
            let members = pair[ruleset.family]
            let result: NamedSet
            if let before = known[set], before.members == members {
                result = before.set
            } else {
                result = NamedSet(set.setName(members), set, members, ruleset.family)
            }
            sets[set] = (members, result)
            names[set] = result.name
            ruleset.add(result)
        }
        return names
    }
}

extension FamilyMemory {
    /// Brings those sets in `ruleset` up to date that have changed or come, and removes what is gone; false
    /// if a set that was there before would have another name now, since rules would have to change with it.
    mutating func reviseSets(
        _ changed: [MemberSet: DualStack<Members>], gone: [MemberSet], in ruleset: inout Ruleset
    ) -> Bool {
        for set in gone {
            if let known = sets.removeValue(forKey: set) { ruleset.sets[known.set.name] = nil }
        }
        for (set, pair) in changed {
            let members = pair[ruleset.family]
            let known = sets[set]
            if let known, known.members == members { continue }
            let name = set.setName(members)
            guard known == nil || known?.set.name == name else { return false }
            let result = NamedSet(name, set, members, ruleset.family)
            sets[set] = (members, result)
            ruleset.add(result)
        }
        return true
    }

    /// Compiles policies anew whose rules have changed; says whether that was all there was to do.
    mutating func revisePolicies(
        _ changed: [RulesKey: ActiveRules], _ options: CompilationOptions, in ruleset: inout Ruleset
    ) -> Bool {
        guard !changed.isEmpty else { return true }
        let setNames = sets.mapValues { $0.set.name }
        for (key, active) in changed {
            let name = key.chainName
            guard let known = policies[name], known.sets.isEmpty else { return false }
            let policy = KnownPolicy(
                key, active, name,
                RuleContext(
                    family: ruleset.family, setNames: setNames, pass: .return, options: options,
                    tier: known.tier))
            // Other policies may share sets of ports and blocks, and a chain that comes or goes is jumped to.
            guard policy.sets.isEmpty, policy.chain.rules.isEmpty == known.chain.rules.isEmpty else {
                return false
            }
            policies[name] = policy
            if !policy.chain.rules.isEmpty { ruleset.add(policy.chain) }
        }
        return true
    }
}

extension NamedSet {
    init(_ name: String, _ set: MemberSet, _ members: Members, _ family: IPFamily) {
        let address = DataType.address(family)
        switch members {
        case .hosts(let hosts):
            self.init(name, key: [address], comment: set.summary, elements: .values(hosts))
        case .ranges(let ranges):
            self.init(
                name, key: [address], isInterval: true, comment: set.summary, elements: .ranges(ranges))
        case .ports(let ports):
            self.init(
                name, key: [address, .protocolNumber, .port],
                comment: "\(set.portNames.isEmpty ? "all ports" : set.portNames.joined(separator: ", ")) of "
                    + set.summary,
                elements: .keyed(
                    ports.map { port in
                        Element(
                            key: IPAddress.bytes(of: port.address, family) + [port.transport, 0, 0, 0]
                                + [UInt8(port.port >> 8), UInt8(port.port & 0xff), 0, 0])
                    }))
        }
    }
}

extension MemberSet {
    /// What is asked for, for people.
    fileprivate var summary: String {
        space == .endpoints ? "\(selector)" : "\(space.rawValue) with \(selector)"
    }
}
