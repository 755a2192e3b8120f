package import Addressing
package import Calculation
package import Connections

/// Which connections a change of the node's state has made ones that policy forbids.
package struct DeniedConnections {
    /// `nil` where nothing has to be decided.
    private let decision: PolicyDecision?
    /// The addresses of endpoints whose policy may say something else than before.
    private let changed: Set<IPAddress>
    /// Addresses that endpoints had and that nobody has now.
    private let left: Set<IPAddress>

    /// - Parameters:
    ///   - old: `nil` at the start: everything may have changed while nobody watched.
    ///   - changes: what `new` may have other than `old`; `nil` where nobody knows.
    package init(from old: NodeState?, to new: NodeState, _ changes: NodeChanges? = nil) {
        guard let old else {
            changed = Set(new.endpoints.flatMap(\.allAddresses))
            left = []
            decision = PolicyDecision(new)
            return
        }
        let changes = changes ?? NodeChanges(from: old, to: new)
        let before = Set(changes.endpoints.compactMap(old.endpoint).flatMap(\.allAddresses))
        let after = Set(changes.endpoints.compactMap(new.endpoint).flatMap(\.allAddresses))
        left = before.subtracting(after)
        // To an address that is new here nothing led before, so that nothing outlives it.
        var changed = before.intersection(after)
        let keys = Tightening(from: old, to: new, changes).keys
        if !keys.isEmpty {
            for endpoint in new.endpoints where endpoint.meets(keys) {
                changed.formUnion(endpoint.allAddresses)
            }
        }
        self.changed = changed
        decision = changed.isEmpty ? nil : PolicyDecision(new)
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
        guard let decision, !connection.isExpected, ends.contains(where: changed.contains) else {
            return false
        }
        return !decision.allows(packet, isFromHost: local.contains(packet.source))
    }
}

extension LocalEndpoint {
    fileprivate var allAddresses: [IPAddress] { addresses.v4 + addresses.v6 }

    fileprivate func meets(_ keys: Set<RulesKey>) -> Bool {
        [ingress, egress].contains { sequence in
            sequence.tiers.contains { $0.policies.contains(where: keys.contains) }
                || sequence.profiles.contains(where: keys.contains)
        }
    }
}
