package import Addressing
package import Calculation
package import Connections

/// What the policies of a node's host endpoints say of the host's own connections.
///
/// Conntrack does not know by which interface a connection goes. The one that has the host's address is taken for
/// it, which routing may have otherwise where a host has several; a connection that was removed wrongly begins anew
/// with its next packet, by the rules. Connections that are forwarded are judged by workloads' policies alone.
package struct HostConnections {
    private let decision: PolicyDecision
    private let endpoints: [LocalHostEndpoint]
    private let surroundings: HostSurroundings

    package init(_ state: NodeState, _ surroundings: HostSurroundings) {
        decision = PolicyDecision(state)
        endpoints = state.hostEndpoints
        self.surroundings = surroundings
    }

    /// Whether `connection` could begin now; `nil` where no host endpoint has a say.
    ///
    /// - Parameter local: the interfaces that have the host's addresses; empty for an address that several have.
    package func allow(_ connection: Connection, local: [IPAddress: String]) -> Bool? {
        let packet = connection.asForwarded
        switch (local[packet.source], local[packet.destination]) {
        case (nil, let interface?):
            // What workloads send to their host is for their own policy.
            guard decision.endpoint(packet.source) == nil, let endpoint = endpoint(of: interface) else {
                return nil
            }
            return allowsIngress(packet, before: connection.original, endpoint)
        case (let interface?, nil):
            guard decision.endpoint(packet.destination) == nil, let endpoint = endpoint(of: interface) else {
                return nil
            }
            return surroundings.isOutbound(packet) || decision.allows(packet, endpoint.egress)
        case (_, _): return nil
        }
    }

    private func allowsIngress(
        _ packet: Connection.Tuple, before original: Connection.Tuple, _ endpoint: LocalHostEndpoint
    ) -> Bool {
        if let early = endpoint.preDNATIngress, !surroundings.isInbound(original),
            let answer = decision.answer(original, early)
        {
            return answer
        }
        return surroundings.isInbound(packet) || decision.allows(packet, endpoint.ingress)
    }

    private func endpoint(of interface: String) -> LocalHostEndpoint? {
        guard !interface.isEmpty else { return nil }
        return endpoints.first { $0.interface == .named(interface) }
            ?? (surroundings.isForAll(interface) ? endpoints.first { $0.interface == .all } : nil)
    }
}
