import Addressing
import Calculation
import Nftables
import Resources

/// A rule's conditions in one family, with the sets that they need beside the selectors'.
struct CompiledRules {
    var rules: [Rule] = []
    var sets: [NamedSet] = []
}

/// What the compilation of one policy's rules has to know.
struct RuleContext {
    let family: IPFamily
    /// The names of the sets that selectors have become.
    let setNames: [MemberSet: String]
    /// What `Pass` does: it leads to the chain of what comes behind this tier.
    let pass: Verdict
    let options: CompilationOptions
    /// The name of the tier, where the policy is in one.
    let tier: String
}

extension ActiveRules {
    /// The rules of a policy's chain, in the order in which packets meet them.
    func compiled(_ id: ResourceID, _ context: RuleContext) -> CompiledRules {
        var result = CompiledRules()
        result.rules.reserveCapacity(rules.count)
        // Rules are many and stay: those of a policy share what they do.
        var statements: [PolicyRule.Action: [Statement]] = [:]
        for rule in rules {
            guard let conditions = rule.conditions(context, &result.sets) else { continue }
            let known = statements[rule.action] ?? rule.statements(id, enforcement, context)
            statements[rule.action] = known
            for matches in conditions {
                result.rules.append(Rule(matches, then: known, comment: rule.comment(id)))
            }
        }
        return result
    }
}

extension ActiveRule {
    /// Whose rule it is, and what its author has noted.
    fileprivate func comment(_ id: ResourceID) -> String {
        let notes = annotations.sorted { $0.key < $1.key }.map { "; \($0.key)=\($0.value)" }.joined()
        let rest = "rule \(number)\(notes)"
        let text = id.kind.isStaged ? StagedComment(action.effect, "\(id)", rest).text : "\(id) \(rest)"
        // Made anew it takes no more room than it needs.
        return String(decoding: Array(text.utf8), as: UTF8.self)
    }

    fileprivate func statements(
        _ id: ResourceID, _ enforcement: Policy.Enforcement, _ context: RuleContext
    ) -> [Statement] {
        guard !id.kind.isStaged else { return action.stagedStatements() }
        switch action {
        case .allow: return [.counter] + enforcement.acceptance(context.options)
        case .deny: return [.counter, context.options.denial]
        case .pass: return [.counter, .verdict(context.pass)]
        case .log: return [.counter] + context.options.log(id, tier: context.tier)
        }
    }

    /// Alternatives, one of which a packet must meet whole; `nil` if no packet of the family can meet any.
    fileprivate func conditions(_ context: RuleContext, _ sets: inout [NamedSet]) -> [[Match]]? {
        guard family == nil || family == context.family, let first = protocolConditions(context.family),
            let source = source.conditions(.source, context, &sets),
            let destination = destination.conditions(.destination, context, &sets)
        else { return nil }
        return source.ports.flatMap { sourcePort in
            destination.ports.map { destinationPort in
                // Rules are many and stay: no room beyond what they take.
                let parts = [first, sourcePort, destinationPort, source.addresses, destination.addresses]
                var matches: [Match] = []
                matches.reserveCapacity(parts.reduce(0) { $0 + $1.count })
                for part in parts { matches += part }
                return matches
            }
        }
    }

    private func protocolConditions(_ family: IPFamily) -> [Match]? {
        let icmpProtocol: UInt8 = family == .v4 ? 1 : 58
        var matches: [Match] = []
        if let notTransport { matches.append(.transport(notTransport, isNegated: true)) }
        if let icmp {
            guard transport == nil || transport == icmpProtocol else { return nil }
            matches.append(.icmp(type: icmp.type, code: icmp.code))
        }
        if let notICMP {
            // The other family's ICMP, which no packet of this one is.
            guard transport == nil || transport == icmpProtocol else { return nil }
            switch notICMP.code {
            case nil: matches.append(.icmpTypeNot(notICMP.type))
            case let code?: matches.append(.icmpTypeAndCodeNot(type: notICMP.type, code: code))
            }
        } else if icmp == nil, let transport {
            matches.append(.transport(transport))
        }
        return matches
    }
}

extension ActiveSide {
    /// The side's conditions on ports, one of which must hold, and on addresses, which all must; `nil` if
    /// no packet of the family can meet them.
    fileprivate func conditions(
        _ side: Match.Side, _ context: RuleContext, _ sets: inout [NamedSet]
    ) -> (ports: [[Match]], addresses: [Match])? {
        guard let inside = prefixCondition(side, nets, context.family, isNegated: false, &sets),
            let outside = prefixCondition(side, notNets, context.family, isNegated: true, &sets)
        else { return nil }
        var addresses = inside + outside
        if let name = members.flatMap({ context.setNames[$0] }) { addresses.append(.addressSet(side, name)) }
        if let name = notMembers.flatMap({ context.setNames[$0] }) {
            addresses.append(.addressSet(side, name, isNegated: true))
        }
        var excluded: [Match] = []
        if !notPorts.isEmpty { excluded.append(portCondition(side, notPorts, isNegated: true, &sets)) }
        if let name = notNamedPorts.flatMap({ context.setNames[$0] }) {
            excluded.append(.namedPort(side, name, isNegated: true))
        }
        var alternatives: [[Match]] = []
        if !ports.isEmpty { alternatives.append([portCondition(side, ports, isNegated: false, &sets)]) }
        if let name = namedPorts.flatMap({ context.setNames[$0] }) {
            alternatives.append([.namedPort(side, name)])
        }
        return ((alternatives.isEmpty ? [[]] : alternatives).map { $0 + excluded }, addresses)
    }
}

/// The condition that an address is in one, or in none, of `prefixes`; `nil` if it cannot be met.
///
/// A list that names no block of this family cannot be met by its packets; a list that excludes none
/// excludes nothing of them.
private func prefixCondition(
    _ side: Match.Side, _ prefixes: [IPPrefix], _ family: IPFamily, isNegated: Bool, _ sets: inout [NamedSet]
) -> [Match]? {
    let own = prefixes.filter { $0.family == family }
    guard !own.isEmpty else { return prefixes.isEmpty || isNegated ? [] : nil }
    guard !own.contains(where: { $0.length == 0 }) else { return isNegated ? nil : [] }
    if own.count == 1 { return [.address(side, own[0], isNegated: isNegated)] }
    let ranges = own.map(\.range).merged()
    let set = NamedSet(
        contentName("c-", ranges.map { "\($0.first)-\($0.last)" }.joined(separator: ",")),
        key: [.address(family)], isInterval: true, elements: .ranges(ranges))
    sets.append(set)
    return [.addressSet(side, set.name, isNegated: isNegated)]
}

private func portCondition(
    _ side: Match.Side, _ ports: [ClosedRange<UInt16>], isNegated: Bool, _ sets: inout [NamedSet]
) -> Match {
    if ports.count == 1 { return .port(side, ports[0], isNegated: isNegated) }
    let ranges = ports.map { AddressRange(UInt128($0.lowerBound), UInt128($0.upperBound)) }.merged()
    let set = NamedSet(
        contentName("p-", ranges.map { "\($0.first)-\($0.last)" }.joined(separator: ",")), key: [.port],
        isInterval: true, elements: .ranges(ranges))
    sets.append(set)
    return .portSet(side, set.name, isNegated: isNegated)
}
