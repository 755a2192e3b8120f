package import Addressing
package import Calculation
package import Connections

/// Which connections a change of the node's state has made ones that policy forbids.
package struct DeniedConnections {
    private let decision: PolicyDecision
    /// The addresses of endpoints whose policy may say something else than before.
    private let changed: Set<IPAddress>
    /// Addresses that endpoints had and that nobody has now.
    private let left: Set<IPAddress>

    /// - Parameter old: `nil` at the start: everything may have changed while nobody watched.
    package init(from old: NodeState?, to new: NodeState) {
        decision = PolicyDecision(new)
        let known = Dictionary(uniqueKeysWithValues: (old?.endpoints ?? []).map { ($0.id, $0) })
        let keys = old.map { Self.changedKeys(from: $0, to: new) } ?? []
        var changed: Set<IPAddress> = []
        var present: Set<IPAddress> = []
        for endpoint in new.endpoints {
            let isAsBefore = known[endpoint.id] == endpoint && !endpoint.meets(keys)
            for family in IPFamily.allCases {
                present.formUnion(endpoint.addresses[family])
                if !isAsBefore { changed.formUnion(endpoint.addresses[family]) }
            }
        }
        var left: Set<IPAddress> = []
        for endpoint in known.values {
            for family in IPFamily.allCases { left.formUnion(endpoint.addresses[family]) }
        }
        self.changed = changed
        self.left = left.subtracting(present)
    }

    /// The families in which there is anything to look for.
    package var families: [IPFamily] {
        IPFamily.allCases.filter { family in
            changed.contains { $0.family == family } || left.contains { $0.family == family }
        }
    }

    /// Whether `connection` is one that goes.
    ///
    /// What another connection has announced goes with that, and not by itself.
    /// - Parameter local: the host's own addresses.
    package func contains(_ connection: Connection, local: Set<IPAddress>) -> Bool {
        let packet = connection.asForwarded
        let ends = [packet.source, packet.destination]
        if ends.contains(where: left.contains) { return true }
        guard !connection.isExpected, ends.contains(where: changed.contains) else { return false }
        return !decision.allows(packet, isFromHost: local.contains(packet.source))
    }

    /// Policies and profiles with other rules than before, or with rules that look into other members.
    private static func changedKeys(from old: NodeState, to new: NodeState) -> Set<RulesKey> {
        let sets = Set(new.sets.filter { old.sets[$0.key] != $0.value }.keys)
        return Set(
            new.rules.filter { key, rules in
                old.rules[key] != rules || (!sets.isEmpty && rules.sets.contains(where: sets.contains))
            }.keys)
    }
}

extension LocalEndpoint {
    fileprivate func meets(_ keys: Set<RulesKey>) -> Bool {
        guard !keys.isEmpty else { return false }
        return [ingress, egress].contains { sequence in
            sequence.tiers.contains { $0.policies.contains(where: keys.contains) }
                || sequence.profiles.contains(where: keys.contains)
        }
    }
}
