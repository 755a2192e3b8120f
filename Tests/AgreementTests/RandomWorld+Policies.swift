import Addressing
import Resources
import Selectors

/// A section of a policy.
enum Section {
    case ingress
    case egress
}

extension RandomWorld {
    mutating func calicoPolicy(_ name: String) -> Policy {
        let namespace = chance(1, of: 2) ? one(of: ["red", "blue"]) : ""
        let isStaged = chance(1, of: 8)
        let kind: Kind =
            namespace.isEmpty
            ? (isStaged ? .stagedGlobalNetworkPolicy : .globalNetworkPolicy)
            : (isStaged ? .stagedNetworkPolicy : .networkPolicy)
        let appliesToIngress = chance(3, of: 4)
        var policy = Policy(
            ResourceID(kind, namespace: namespace, name: name),
            tier: one(of: ["default", "default", "early", "late"]), order: one(of: [nil, 1, 1000, 2000]),
            selector: selector(), appliesToIngress: appliesToIngress,
            appliesToEgress: !appliesToIngress || chance(1, of: 2),
            ingress: calicoRules(in: namespace, .ingress), egress: calicoRules(in: namespace, .egress))
        if isStaged { policy.stagedAction = .set }
        if namespace.isEmpty {
            policy.appliesOnForward = chance(1, of: 2)
            if chance(1, of: 4) { policy.namespaceSelector = selector() }
            if !isStaged { enforceEarly(&policy) }
        }
        if chance(1, of: 6) { policy.serviceAccountSelector = selector() }
        return policy
    }

    /// Perhaps makes it a policy that is asked before conntrack, or before destinations are translated.
    private mutating func enforceEarly(_ policy: inout Policy) {
        guard chance(1, of: 3) else { return }
        policy.appliesOnForward = true
        policy.enforcement = one(of: [.untracked, .preDNAT])
        policy.namespaceSelector = nil
        guard policy.enforcement == .preDNAT else { return }
        policy.appliesToIngress = true
        policy.appliesToEgress = false
        policy.egress = []
    }

    mutating func calicoRules(in namespace: String, _ section: Section) -> [PolicyRule] {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in calicoRule(in: namespace, section) }
    }

    private mutating func calicoRule(in namespace: String, _ section: Section) -> PolicyRule {
        var rule = PolicyRule(one(of: [.allow, .allow, .allow, .deny, .deny, .pass, .log]))
        if chance(1, of: 8) { rule.family = one(of: IPFamily.allCases) }
        choosePackets(&rule)
        let hasPorts = [6, 17, 132].contains(rule.transport ?? 0)
        if chance(1, of: 2) { rule.source = entity(hasPorts: hasPorts && chance(1, of: 4)) }
        if chance(2, of: 3) { rule.destination = entity(hasPorts: hasPorts) }
        if chance(1, of: 10) { meetService(&rule, in: namespace, section) }
        // The API refuses what no packet of either family can match.
        let lists = [rule.source.nets, rule.source.notNets, rule.destination.nets, rule.destination.notNets]
        let possible = lists.filter { !$0.isEmpty }.reduce(into: Set(rule.family.map { [$0] } ?? [.v4, .v6]))
        {
            $0.formIntersection($1.map(\.family))
        }
        if possible.isEmpty {
            for side in [\PolicyRule.source, \.destination] {
                rule[keyPath: side].nets = []
                rule[keyPath: side].notNets = []
            }
        }
        return rule
    }

    /// A protocol, or not this one, or messages of ICMP.
    private mutating func choosePackets(_ rule: inout PolicyRule) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2: rule.transport = one(of: [6, 17, 132])
        case 3:
            rule.family = nil
            rule.transport = one(of: [1, 58])
            if chance(1, of: 2) { rule.icmp = messages() }
            if chance(1, of: 2) { rule.notICMP = messages() }
        case 4: rule.notTransport = one(of: [6, 17, 1, 58, 132, 136, 4])
        case 5: rule.transport = one(of: [136, 4])
        default: break
        }
    }

    /// Messages of ICMP or ICMPv6.
    private mutating func messages() -> ICMPMatch {
        ICMPMatch(type: one(of: [8, 13, 128, 139, 3]), code: one(of: [nil, 0, 1, 255]))
    }

    /// Puts a service where its section has it: the source of what comes, or the destination of what goes, on its
    /// own ports and protocols.
    private mutating func meetService(_ rule: inout PolicyRule, in namespace: String, _ section: Section) {
        let service = ServiceMatch(
            name: "svc", namespace: namespace.isEmpty ? one(of: ["red", "blue"]) : one(of: ["", "red"]))
        switch section {
        case .ingress:
            rule.source = EntityRule()
            rule.source.service = service
        case .egress:
            rule.transport = nil
            rule.icmp = nil
            rule.notICMP = nil
            rule.source.ports = []
            rule.source.notPorts = []
            rule.destination = EntityRule()
            rule.destination.service = service
        }
    }

    private mutating func entity(hasPorts: Bool) -> EntityRule {
        var entity = EntityRule()
        if chance(1, of: 3) {
            entity.nets = (0..<Int.random(in: 1...3, using: &random)).map { _ in prefix() }
        }
        if chance(1, of: 5) {
            entity.notNets = (0..<Int.random(in: 1...2, using: &random)).map { _ in excludedPrefix() }
        }
        if chance(1, of: 3) { entity.selector = selector() }
        if chance(1, of: 6) { entity.notSelector = selector() }
        if chance(1, of: 6) {
            entity.namespaceSelector = chance(1, of: 4) ? .global : .matching(selector())
        }
        if chance(1, of: 8) {
            let names = some(of: ["web", "default"], atMost: 2)
            entity.serviceAccounts = ServiceAccountMatch(
                names: names, selector: names.isEmpty || chance(1, of: 2) ? selector() : nil)
        }
        if hasPorts {
            entity.ports = some(of: Self.ports, atMost: 2)
            if chance(1, of: 4) { entity.notPorts = some(of: Self.ports, atMost: 2) }
        }
        return entity
    }
}
