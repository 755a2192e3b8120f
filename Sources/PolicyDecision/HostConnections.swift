package import Calculation
package import Connections

/// What the policies of a node's host endpoints say of connections: the host's own, and those that it forwards.
///
/// Where a connection may go by one of several interfaces, what the endpoint of any of them forbids is forbidden: a
/// connection that was removed wrongly begins anew with its next packet, by the rules, and one that was left wrongly
/// would go on against policy. What `doNotTrack` policies say is not asked, since no connection gets past them.
package struct HostConnections {
    private let decision: PolicyDecision
    private let endpoints: [LocalHostEndpoint]
    private let surroundings: HostSurroundings

    package init(_ state: NodeState, _ surroundings: HostSurroundings) {
        decision = PolicyDecision(state)
        endpoints = state.hostEndpoints
        self.surroundings = surroundings
    }

    /// Whether `connection` could begin now, as far as host endpoints are concerned.
    package func allow(_ connection: Connection, _ path: ConnectionPath) -> Bool {
        mayEnter(connection, path) && mayLeave(connection, path)
    }

    private func mayEnter(_ connection: Connection, _ path: ConnectionPath) -> Bool {
        guard case .interfaces(let names) = path.source else { return true }
        let packet = connection.asForwarded
        let isForHost = path.destination == .host
        return among(names).allSatisfy { place in
            var isAllowedEarly = false
            if let early = place.early?.preDNATIngress, !surroundings.isInbound(connection.original),
                let answer = decision.answer(connection.original, early)
            {
                guard answer else { return false }
                isAllowedEarly = true
            }
            guard let endpoint = place.endpoint else { return true }
            guard isForHost else {
                return endpoint.forwardIngress.map { decision.allows(packet, $0) } ?? true
            }
            return isAllowedEarly || surroundings.isInbound(packet)
                || decision.allows(packet, endpoint.ingress)
        }
    }

    private func mayLeave(_ connection: Connection, _ path: ConnectionPath) -> Bool {
        guard case .interfaces(let names) = path.destination else { return true }
        let packet = connection.asForwarded
        let isFromHost = path.source == .host
        return among(names).allSatisfy { place in
            guard let endpoint = place.endpoint else { return true }
            guard isFromHost else {
                return endpoint.forwardEgress.map { decision.allows(packet, $0) } ?? true
            }
            return surroundings.isOutbound(packet) || decision.allows(packet, endpoint.egress)
        }
    }

    /// The endpoints that guard one interface.
    private struct Place {
        let endpoint: LocalHostEndpoint?
        /// The one whose policies before translation are asked: that of `*` guards workloads' interfaces, too.
        let early: LocalHostEndpoint?
    }

    /// The places of the interfaces `names`; all that there are where these are none.
    private func among(_ names: [String]) -> [Place] {
        guard !names.isEmpty else { return endpoints.map { Place(endpoint: $0, early: $0) } }
        let all = endpoints.first { $0.interface == .all }
        return names.map { name in
            let own = endpoints.first { $0.interface == .named(name) }
            let early = own ?? (surroundings.isForAll(name) ? all : nil)
            return Place(endpoint: own == nil && surroundings.isWorkload(name) ? nil : early, early: early)
        }
    }
}
