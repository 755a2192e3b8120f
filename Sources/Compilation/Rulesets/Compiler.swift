package import Addressing
package import Calculation
package import Nftables
import Resources

/// Turns a node's state into the rulesets of both families.
///
/// What it remembers between calls saves time and nothing else: the result depends on the arguments alone.
package struct Compiler {
    /// A policy's chain as it was compiled, and all that went into it.
    private struct Known {
        let rules: ActiveRules
        let setNames: [String]
        let result: CompiledRules
    }

    private var known: DualStack<[String: Known]> = DualStack(v4: [:], v6: [:])

    package init() {}

    package mutating func compile(_ state: NodeState, _ options: CompilationOptions) -> DualStack<Ruleset> {
        DualStack { family in
            var ruleset = Ruleset(family)
            guard family == .v4 || options.isIPv6Enabled else {
                ruleset.addClosedBaseChains(options)
                return ruleset
            }
            ruleset.addBaseChains(options)
            ruleset.addEndpoints(state.endpoints)
            let setNames = ruleset.addMemberSets(state.sets)
            var used: [String: Known] = [:]
            for endpoint in state.endpoints {
                addSequence(endpoint.ingress, .ingress, state.rules, setNames, &ruleset, &used)
                addSequence(endpoint.egress, .egress, state.rules, setNames, &ruleset, &used)
            }
            known[family] = used
            return ruleset
        }
    }

    /// Adds the chain that endpoints with `sequence` share, and the chains that it leads to.
    private func addSequence(
        _ sequence: PolicySequence, _ direction: Direction, _ rules: [RulesKey: ActiveRules],
        _ setNames: [MemberSet: String], _ ruleset: inout Ruleset, _ used: inout [String: Known]
    ) {
        let name = sequence.chainName(direction)
        guard ruleset.chains[name] == nil else { return }
        ruleset.add(Chain(name, comment: sequence.summary, rules: []))
        var steps: [Rule] = []
        let rest = sequence.rest
        var leadsOn = false
        for key in sequence.tiers.first?.policies ?? sequence.profiles {
            guard let active = rules[key] else { continue }
            let passes = active.canPass && !sequence.tiers.isEmpty
            leadsOn = leadsOn || passes
            let chain = passes ? "\(key.chainName)-then-\(rest.chainName(direction))" : key.chainName
            let context = RuleContext(
                family: ruleset.family, setNames: setNames,
                pass: passes ? .goto(rest.chainName(direction)) : .return)
            add(chain, key, active, context, &ruleset, &used)
            guard ruleset.chains[chain]?.rules.isEmpty == false else { continue }
            steps.append(Rule(then: [.verdict(.jump(chain))]))
        }
        guard let tier = sequence.tiers.first else {
            steps.append(Rule(then: [.counter, .verdict(.drop)], comment: "no profile allows it"))
            ruleset.chains[name]?.rules = steps
            return
        }
        if tier.defaultActionIsPass {
            leadsOn = true
            steps.append(
                Rule(then: [.verdict(.goto(rest.chainName(direction)))], comment: "end of tier \(tier.name): pass"))
        } else {
            steps.append(Rule(then: [.counter, .verdict(.drop)], comment: "end of tier \(tier.name): deny"))
        }
        ruleset.chains[name]?.rules = steps
        if leadsOn { addSequence(rest, direction, rules, setNames, &ruleset, &used) }
    }

    /// Adds a policy's chain, compiled anew only if something that goes into it has changed.
    private func add(
        _ name: String, _ key: RulesKey, _ active: ActiveRules, _ context: RuleContext, _ ruleset: inout Ruleset,
        _ used: inout [String: Known]
    ) {
        guard used[name] == nil else { return }
        let names = active.sets.compactMap { context.setNames[$0] }
        var chain = known[context.family][name]
        if chain?.setNames != names || chain?.rules != active {
            chain = Known(rules: active, setNames: names, result: active.compiled(key.id, context))
        }
        guard let chain else { return }
        used[name] = chain
        for set in chain.result.sets { ruleset.add(set) }
        guard !chain.result.rules.isEmpty else { return }
        ruleset.add(Chain(name, rules: chain.result.rules))
    }
}

extension Ruleset {
    /// Who may send from where, and which chains each endpoint's packets meet.
    fileprivate mutating func addEndpoints(_ endpoints: [LocalEndpoint]) {
        let family = family
        add(
            NamedSet(
                Name.localAddresses, key: [.interfaceName, .address(family)],
                comment: "which workload may send from which address",
                elements: .keyed(
                    endpoints.flatMap { endpoint in
                        endpoint.addresses[family].map {
                            Element(key: interfaceKey(endpoint.interface) + $0.bytes)
                        }
                    }.sorted())))
        for (name, direction) in [(Name.fromEndpoint, Direction.egress), (Name.toEndpoint, .ingress)] {
            add(
                NamedSet(
                    name, key: [.interfaceName], value: .verdict,
                    elements: .keyed(
                        endpoints.map { endpoint in
                            let sequence = direction == .ingress ? endpoint.ingress : endpoint.egress
                            return Element(
                                key: interfaceKey(endpoint.interface),
                                verdict: .goto(sequence.chainName(direction)), comment: "\(endpoint.id)")
                        }.sorted())))
        }
    }

    /// The sets that selectors have become, and their names.
    fileprivate mutating func addMemberSets(_ sets: [MemberSet: DualStack<Members>]) -> [MemberSet: String] {
        var names: [MemberSet: String] = [:]
        for (set, members) in sets {
            let name = set.setName(members[family])
            names[set] = name
            add(NamedSet(name, set, members[family], family))
        }
        return names
    }
}

extension NamedSet {
    fileprivate init(_ name: String, _ set: MemberSet, _ members: Members, _ family: IPFamily) {
        let address = DataType.address(family)
        switch members {
        case .hosts(let hosts):
            self.init(name, key: [address], comment: "\(set.selector)", elements: .values(hosts))
        case .ranges(let ranges):
            self.init(
                name, key: [address], isInterval: true, comment: "\(set.selector)", elements: .ranges(ranges))
        case .ports(let ports):
            self.init(
                name, key: [address, .protocolNumber, .port],
                comment: "\(set.portNames.joined(separator: ", ")) of \(set.selector)",
                elements: .keyed(
                    ports.map { port in
                        Element(
                            key: IPAddress.bytes(of: port.address, family) + [port.transport, 0, 0, 0]
                                + [UInt8(port.port >> 8), UInt8(port.port & 0xff), 0, 0])
                    }))
        }
    }
}
