package import Addressing
package import Calculation
package import Connections

/// Which connections a change of the node's state has made ones that policy forbids.
package struct DeniedConnections {
    /// `nil` where nothing has to be decided.
    private let decision: PolicyDecision?
    private let surroundings: HostSurroundings
    /// `nil` where the host endpoints say what they said before.
    private let hosts: HostConnections?
    /// The addresses of endpoints whose policy may say something else than before.
    private let changed: Set<IPAddress>
    /// Addresses that endpoints had and that nobody has now, or somebody else.
    private let left: Set<IPAddress>

    /// - Parameters:
    ///   - old: `nil` at the start: everything may have changed while nobody watched.
    ///   - changes: what `new` may have other than `old`; `nil` where nobody knows.
    ///   - surroundings: what settings say now.
    ///   - formerSurroundings: what they said with `old`; `nil`: the same.
    package init(
        from old: NodeState?, to new: NodeState, _ changes: NodeChanges? = nil,
        at surroundings: HostSurroundings = HostSurroundings(),
        before formerSurroundings: HostSurroundings? = nil
    ) {
        self.surroundings = surroundings
        let isConfiguredAnew = surroundings != formerSurroundings ?? surroundings
        guard let old else {
            hosts = new.hostEndpoints.isEmpty ? nil : HostConnections(new, surroundings)
            changed = Set(new.endpoints.flatMap(\.allAddresses))
            left = []
            decision = PolicyDecision(new)
            return
        }
        let changes = changes ?? NodeChanges(from: old, to: new)
        let before = holders(changes.endpoints.compactMap(old.endpoint))
        let after = holders(changes.endpoints.compactMap(new.endpoint))
        // An address that another workload has by now has left the one that had it. That is the same as long as its
        // name is, or its interface: a pod that is a WorkloadEndpoint's, too, changes its name.
        left = Set(
            before.filter { address, endpoint in
                guard let successor = after[address] else { return true }
                return successor.id != endpoint.id && successor.interface != endpoint.interface
            }.keys)
        // To an address that is new here nothing led before, so that nothing outlives it.
        var changed = Set(before.keys).subtracting(left)
        let keys = Tightening(from: old, to: new, changes).keys
        if !keys.isEmpty {
            for endpoint in new.endpoints where endpoint.meets(keys) {
                changed.formUnion(endpoint.allAddresses)
            }
        }
        if isConfiguredAnew { changed.formUnion(new.endpoints.flatMap(\.allAddresses)) }
        let meetsOthers = isConfiguredAnew || changes.hosts || new.hostEndpoints.contains { $0.meets(keys) }
        hosts = meetsOthers && !new.hostEndpoints.isEmpty ? HostConnections(new, surroundings) : nil
        self.changed = changed
        decision = changed.isEmpty ? nil : PolicyDecision(new)
    }

    /// The families in which there is anything to look for.
    package var families: [IPFamily] {
        IPFamily.allCases.filter { family in
            hosts != nil || changed.contains { $0.family == family } || left.contains { $0.family == family }
        }
    }

    /// Whether `connection` is one that goes.
    ///
    /// What another connection has announced goes with that, and not by itself.
    /// - Parameters:
    ///   - isOwn: whether an address is the host's own.
    ///   - path: where the connection goes, which takes a while to find out.
    package func contains(
        _ connection: Connection, isOwn: (IPAddress) -> Bool, path: () -> ConnectionPath
    ) -> Bool {
        let packet = connection.asForwarded
        let ends = [packet.source, packet.destination]
        if ends.contains(where: left.contains) { return true }
        guard !connection.isExpected else { return false }
        if let decision, ends.contains(where: changed.contains) {
            if !decision.allows(packet, isFromHost: isOwn(packet.source)) { return true }
            // What is answered on the way, such as discovery, is followed by nobody.
            if surroundings.dropsFromWorkloads, decision.endpoint(packet.source) != nil,
                isOwn(packet.destination)
            {
                return true
            }
        }
        return hosts.map { !$0.allow(connection, path()) } ?? false
    }
}

/// Which of `endpoints` has each address.
private func holders(_ endpoints: [LocalEndpoint]) -> [IPAddress: LocalEndpoint] {
    var holders: [IPAddress: LocalEndpoint] = [:]
    for endpoint in endpoints { for address in endpoint.allAddresses { holders[address] = endpoint } }
    return holders
}

extension LocalEndpoint {
    fileprivate var allAddresses: [IPAddress] { addresses.v4 + addresses.v6 }

    fileprivate func meets(_ keys: Set<RulesKey>) -> Bool {
        [ingress, egress].contains { $0.meets(keys) }
    }
}

extension LocalHostEndpoint {
    fileprivate func meets(_ keys: Set<RulesKey>) -> Bool { sequences.contains { $0.meets(keys) } }
}

extension PolicySequence {
    fileprivate func meets(_ keys: Set<RulesKey>) -> Bool {
        tiers.contains { $0.policies.contains(where: keys.contains) }
            || profiles.contains(where: keys.contains)
    }
}
