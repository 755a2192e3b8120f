import Resources
import Selectors

extension ActiveRules {
    /// The rules with every selector made a question to the set of all that can be selected.
    ///
    /// - Parameters:
    ///   - namespace: where the policy lives; empty for a global one and for profiles.
    ///   - questions: known ones, which it shares with others and adds to.
    init(
        _ rules: [PolicyRule], in namespace: String, enforcement: Policy.Enforcement,
        sharing questions: inout Set<MemberSet>
    ) {
        var resolved = resolve(rules, in: namespace)
        for index in resolved.indices {
            resolved[index].source.share(&questions)
            resolved[index].destination.share(&questions)
        }
        self.init(rules: resolved, enforcement: enforcement)
    }

    /// The rules with every selector made a question to the set of all that can be selected.
    ///
    /// - Parameter namespace: where the policy lives; empty for a global one and for profiles.
    init(_ rules: [PolicyRule], in namespace: String, enforcement: Policy.Enforcement = .normal) {
        self.init(rules: resolve(rules, in: namespace), enforcement: enforcement)
    }
}

private func resolve(_ rules: [PolicyRule], in namespace: String) -> [ActiveRule] {
    rules.enumerated().map { index, rule in
        ActiveRule(
            action: rule.action, number: index + 1, family: rule.family, transport: rule.transport,
            notTransport: rule.notTransport, icmp: rule.icmp, notICMP: rule.notICMP,
            source: ActiveSide(rule.source, transport: rule.transport, in: namespace),
            destination: ActiveSide(
                rule.destination, transport: rule.transport, in: namespace, isDestination: true),
            annotations: rule.annotations)
    }
}

extension ActiveSide {
    /// Takes known questions for equal ones of its own.
    fileprivate mutating func share(_ questions: inout Set<MemberSet>) {
        // One by one: key paths take a tenth of all calculation at a start with many rules.
        if let own = members { members = questions.insert(own).memberAfterInsert }
        if let own = notMembers { notMembers = questions.insert(own).memberAfterInsert }
        if let own = namedPorts { namedPorts = questions.insert(own).memberAfterInsert }
        if let own = notNamedPorts { notNamedPorts = questions.insert(own).memberAfterInsert }
    }

    init(_ side: EntityRule, transport: UInt8?, in namespace: String, isDestination: Bool = false) {
        self.init()
        let selector = side.memberSelector(in: namespace)
        nets = side.nets
        notNets = side.notNets
        members = selector.map { MemberSet($0) }
        notMembers = side.notSelector.map { MemberSet($0) }
        ports = side.ports.ranges
        notPorts = side.notPorts.ranges
        // A named port is found on the endpoints that the rule is about, so the selector narrows it too.
        namedPorts = side.ports.named(transport, on: selector)
        notNamedPorts = side.notPorts.named(transport, on: selector)
        if let nodes = side.nodeSelector { members = MemberSet(nodes, in: .nodes) }
        guard let service = side.service else { return }
        let set = MemberSet(service.selector(in: namespace), in: .services, hasPorts: isDestination)
        // A service is reached on its ports, but speaks from any.
        if isDestination { namedPorts = set } else { members = set }
    }
}

extension ServiceMatch {
    fileprivate func selector(in policyNamespace: String) -> Selector {
        let namespace = namespace.isEmpty ? policyNamespace : namespace
        return Selector(.equals(WellKnownLabel.service, "\(namespace)/\(name)"))
    }
}

extension EntityRule {
    /// All positive selectors of the side as one; `nil` where there is none.
    ///
    /// In a namespaced policy they reach no further than its namespace, unless a namespace selector says
    /// so: https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#entityrule
    fileprivate func memberSelector(in namespace: String) -> Selector? {
        guard selector != nil || notSelector != nil || namespaceSelector != nil || serviceAccounts != nil
        else {
            return nil
        }
        var result = selector ?? .all
        if let serviceAccounts {
            if !serviceAccounts.names.isEmpty {
                result = Selector(.in(WellKnownLabel.serviceAccount, serviceAccounts.names)).and(result)
            }
            if let accounts = serviceAccounts.selector { result = accounts.ofServiceAccounts.and(result) }
        }
        if let namespaceSelector {
            result = namespaceSelector.overMembers.and(result)
        } else if !namespace.isEmpty {
            result = Selector.inNamespace(namespace).and(result)
        } else if selector == nil, serviceAccounts == nil {
            return nil
        }
        return result
    }
}

extension [PortMatch] {
    /// The numbers, in the fewest ranges.
    fileprivate var ranges: [ClosedRange<UInt16>] {
        var result: [ClosedRange<UInt16>] = []
        for case .range(let range) in self.sorted(by: { $0.lowest < $1.lowest }) {
            guard let last = result.last, Int(range.lowerBound) <= Int(last.upperBound) + 1 else {
                result.append(range)
                continue
            }
            result[result.count - 1] = last.lowerBound...Swift.max(last.upperBound, range.upperBound)
        }
        return result
    }

    fileprivate func named(_ transport: UInt8?, on selector: Selector?) -> MemberSet? {
        let names = Set(compactMap { if case .named(let name) = $0 { name } else { nil } }).sorted()
        return names.isEmpty ? nil : MemberSet(selector ?? .all, portNames: names, transport: transport)
    }
}

extension PortMatch {
    fileprivate var lowest: UInt16 {
        if case .range(let range) = self { range.lowerBound } else { 0 }
    }
}
