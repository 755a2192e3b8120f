import Addressing
import Resources
import TestSupport

/// The smallest set of resources, found by leaving out, over which the judges still disagree about a packet.
struct Disagreement: CustomStringConvertible {
    let resources: [Resource]
    let packet: Packet
    let answers: Answers
    let seed: UInt64

    init(_ resources: [Resource], _ packet: Packet, seed: UInt64) {
        var kept = resources
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for smaller in kept.smaller {
                let judges = JudgedWorld(smaller)
                // The packet must still be one of this node's, on the same interfaces.
                guard
                    judges.interfaces[packet.source] == packet.inputInterface
                        || packet.inputInterface == "eth0"
                        || packet.inputInterface == nil,
                    judges.interfaces[packet.destination] == packet.outputInterface
                        || packet.outputInterface == "eth0" || packet.outputInterface == nil,
                    !judges.answers(packet).agree
                else { continue }
                kept = smaller
                isSmaller = true
                break
            }
        }
        self.resources = kept
        self.packet = packet
        self.seed = seed
        answers = JudgedWorld(kept).answers(packet)
    }

    var description: String {
        "seed \(seed): \(packet)\n  reference \(answers.reference), ruleset \(answers.ruleset), state \(answers.state.map { "\($0)" } ?? "-")\n"
            + resources.map { "  \($0)" }.joined(separator: "\n")
    }
}

extension [Resource] {
    /// These with one thing less.
    fileprivate var smaller: [[Resource]] {
        indices.flatMap { index in
            var without = self
            without.remove(at: index)
            return [without]
                + self[index].smaller.map { resource in
                    var changed = self
                    changed[index] = resource
                    return changed
                }
        }
    }
}

extension Resource {
    /// The same with one rule, or one condition of a rule, less.
    fileprivate var smaller: [Resource] {
        switch self {
        case .policy(let policy):
            policy.ingress.smaller.map { rules in
                var changed = policy
                changed.ingress = rules
                return .policy(changed)
            }
                + policy.egress.smaller.map { rules in
                    var changed = policy
                    changed.egress = rules
                    return .policy(changed)
                }
        case .kubernetesNetworkPolicy(let policy):
            policy.ingress.indices.map { index in
                var changed = policy
                changed.ingress.remove(at: index)
                return .kubernetesNetworkPolicy(changed)
            }
                + policy.egress.indices.map { index in
                    var changed = policy
                    changed.egress.remove(at: index)
                    return .kubernetesNetworkPolicy(changed)
                }
        default: []
        }
    }
}

extension [PolicyRule] {
    fileprivate var smaller: [[PolicyRule]] {
        indices.flatMap { index in
            var without = self
            without.remove(at: index)
            return [without]
                + self[index].smaller.map { rule in
                    var changed = self
                    changed[index] = rule
                    return changed
                }
        }
    }
}

extension PolicyRule {
    fileprivate var smaller: [PolicyRule] {
        let changes: [(inout PolicyRule) -> Void] = [
            { $0.source = EntityRule() }, { $0.destination = EntityRule() }, { $0.source.nets = [] },
            { $0.source.notNets = [] }, { $0.source.selector = nil }, { $0.source.notSelector = nil },
            { $0.source.namespaceSelector = nil }, { $0.source.serviceAccounts = nil },
            { $0.source.ports = [] },
            { $0.destination.nets = [] }, { $0.destination.notNets = [] }, { $0.destination.selector = nil },
            { $0.destination.notSelector = nil }, { $0.destination.namespaceSelector = nil },
            { $0.destination.serviceAccounts = nil }, { $0.destination.ports = [] },
            { $0.destination.notPorts = [] }, { $0.family = nil }, { $0.notTransport = nil },
            { $0.icmp = nil },
            { $0.notICMP = nil },
        ]
        return changes.compactMap { change in
            var rule = self
            change(&rule)
            return rule == self ? nil : rule
        }
    }
}
