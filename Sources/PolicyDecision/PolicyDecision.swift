package import Addressing
package import Calculation
package import Connections
import HashTreeCollections
import Resources

/// Decides what the policies of a node's endpoints say of a packet, as the compiled ruleset would.
package struct PolicyDecision {
    private let state: NodeState
    private let endpoints: [IPAddress: LocalEndpoint]

    package init(_ state: NodeState) {
        self.state = state
        var endpoints: [IPAddress: LocalEndpoint] = [:]
        for endpoint in state.endpoints {
            for family in IPFamily.allCases {
                for address in endpoint.addresses[family] { endpoints[address] = endpoint }
            }
        }
        self.endpoints = endpoints
    }

    /// The endpoint that has `address`.
    package func endpoint(_ address: IPAddress) -> LocalEndpoint? { endpoints[address] }

    /// Whether the first packet of a connection would pass: the sender's egress, then the receiver's ingress
    /// policy, as far as either is an endpoint of this node.
    ///
    /// - Parameter isFromHost: what the host itself sends to its workloads is not policed.
    package func allows(_ packet: Connection.Tuple, isFromHost: Bool) -> Bool {
        if let sender = endpoints[packet.source], !allows(packet, sender.egress) { return false }
        guard !isFromHost, let receiver = endpoints[packet.destination] else { return true }
        return allows(packet, receiver.ingress)
    }

    /// What the tiers and then the profiles of `sequence` say.
    func allows(_ packet: Connection.Tuple, _ sequence: PolicySequence) -> Bool {
        answer(packet, sequence) ?? sequence.isOpenEnded
    }

    /// What the tiers and then the profiles of `sequence` decide; `nil` where none of them does.
    func answer(_ packet: Connection.Tuple, _ sequence: PolicySequence) -> Bool? {
        tiers: for tier in sequence.tiers {
            for key in tier.policies where !key.id.kind.isStaged {
                switch action(of: key, on: packet) {
                case .allow: return true
                case .deny: return false
                case .pass: continue tiers
                case .log, nil: continue
                }
            }
            guard tier.passesAtEnd else { return false }
        }
        for key in sequence.profiles {
            switch action(of: key, on: packet) {
            case .allow: return true
            case .deny: return false
            case .pass, .log, nil: continue
            }
        }
        return nil
    }

    /// What the first rule that matches and decides does; `nil` if none does.
    private func action(of key: RulesKey, on packet: Connection.Tuple) -> PolicyRule.Action? {
        state.rules[key]?.rules.first { $0.action != .log && $0.matches(packet, state.sets) }?.action
    }
}
