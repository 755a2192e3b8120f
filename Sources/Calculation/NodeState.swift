package import Addressing
package import HashTreeCollections
package import Resources

/// What the desired state means for one node.
///
/// Its endpoints, the policies that meet them, and the addresses that those policies speak of. Here, once, everything becomes a pair of families.
package struct NodeState: Hashable, Sendable {
    /// Sorted by id.
    package var endpoints: [LocalEndpoint] = []
    /// Sorted by id and interface: one that means several interfaces is here for each; no two have the same.
    package var hostEndpoints: [LocalHostEndpoint] = []
    /// What the node's network beyond its endpoints is.
    package var network = NodeNetwork()
    /// The rules of each policy and profile that some local endpoint meets.
    package var rules: TreeDictionary<RulesKey, ActiveRules> = [:]
    /// The members of every set that those rules look into.
    package var sets: TreeDictionary<MemberSet, DualStack<Members>> = [:]
    /// What could not be taken as it was written, sorted.
    package var problems: [StateProblem] = []

    package init() {}
}

/// A contradiction in the desired state: what it is about, and what was made of it.
package struct StateProblem: Hashable, Sendable, Comparable {
    package let subject: ResourceID
    package let message: String
    /// Whether the node is not what it should be because of it, and no more ready.
    package let isError: Bool

    package init(_ subject: ResourceID, _ message: String, isError: Bool = false) {
        self.subject = subject
        self.message = message
        self.isError = isError
    }

    package static func < (left: StateProblem, right: StateProblem) -> Bool {
        (left.subject, left.message) < (right.subject, right.message)
    }
}

/// A workload on this node.
package struct LocalEndpoint: Hashable, Sendable {
    package let id: ResourceID
    package let interface: String
    /// Sorted.
    package let addresses: DualStack<[IPAddress]>
    package let ingress: PolicySequence
    package let egress: PolicySequence
    /// What it may send from besides its addresses, sorted.
    package var allowedSources = DualStack<[IPPrefix]> { _ in [] }
    /// External addresses that stand for one of its own, sorted; nobody else has any of them.
    package var floatingAddresses = DualStack<[FloatingAddress]> { _ in [] }
    package var ingressLimits = TrafficLimits()
    package var egressLimits = TrafficLimits()
    /// Written on what it sends out of the cluster, 0 to 63.
    package var dscp: UInt8?
    /// Of the workload's end of the link, six bytes; `nil` if nobody has said.
    package var mac: [UInt8]?

    package init(
        _ id: ResourceID, interface: String, addresses: DualStack<[IPAddress]>, ingress: PolicySequence,
        egress: PolicySequence
    ) {
        self.id = id
        self.interface = interface
        self.addresses = addresses
        self.ingress = ingress
        self.egress = egress
    }

    /// Whether anything but policy rides with it.
    package var hasExtras: Bool {
        dscp != nil || ingressLimits != TrafficLimits() || egressLimits != TrafficLimits()
            || IPFamily.allCases.contains {
                !allowedSources[$0].isEmpty || !floatingAddresses[$0].isEmpty
            }
    }
}

/// What a packet of one direction meets: tiers one after the other, then profiles, then the end.
package struct PolicySequence: Hashable, Sendable {
    package struct Tier: Hashable, Sendable {
        package let name: String
        package let defaultActionIsPass: Bool
        package let policies: [RulesKey]

        package init(name: String, defaultActionIsPass: Bool, policies: [RulesKey]) {
            self.name = name
            self.defaultActionIsPass = defaultActionIsPass
            self.policies = policies
        }

        /// Whether nothing in the tier decides, so that its end does not either.
        package var isStaged: Bool { policies.allSatisfy { $0.id.kind.isStaged } }
        /// Whether a packet on which no policy of the tier decides goes on to the next.
        package var passesAtEnd: Bool { defaultActionIsPass || isStaged }
    }

    package let tiers: [Tier]
    package let profiles: [RulesKey]
    /// Whether a packet on which nothing decides goes on its way; if not it is denied.
    ///
    /// So it is where a host endpoint's policies are asked besides its normal ones.
    package let isOpenEnded: Bool

    package init(tiers: [Tier], profiles: [RulesKey], isOpenEnded: Bool = false) {
        self.tiers = tiers
        self.profiles = profiles
        self.isOpenEnded = isOpenEnded
    }

    /// What is left for a packet that the first tier passes on.
    package var rest: PolicySequence {
        PolicySequence(tiers: Array(tiers.dropFirst()), profiles: profiles, isOpenEnded: isOpenEnded)
    }
}

package enum Direction: String, Hashable, Sendable, CaseIterable {
    case ingress
    case egress
}

/// The name of one direction's rules of a policy or profile.
package struct RulesKey: Hashable, Sendable {
    package let id: ResourceID
    package let direction: Direction

    package init(_ id: ResourceID, _ direction: Direction) {
        self.id = id
        self.direction = direction
    }

    /// Without the word for the direction, which takes as long to hash as a name.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(direction == .ingress)
    }
}

/// Rules with their selectors resolved to sets.
package struct ActiveRules: Hashable, Sendable {
    package let rules: [ActiveRule]
    /// Every set that a packet may be looked up in.
    package let sets: [MemberSet]
    /// Whether a packet can leave these rules for the next tier.
    package let canPass: Bool
    /// Whether less may pass when some set gains a member: one that denies, or one that an Allow excludes.
    package let deniesMoreWhenSetsGrow: Bool
    /// Where the policy is asked, on which depends what its verdicts do.
    package let enforcement: Policy.Enforcement

    package init(rules: [ActiveRule], enforcement: Policy.Enforcement = .normal) {
        self.rules = rules
        self.enforcement = enforcement
        var sets: [MemberSet] = []
        sets.reserveCapacity(rules.count)
        for rule in rules {
            for side in [rule.source, rule.destination] {
                for case let set? in [side.members, side.notMembers, side.namedPorts, side.notNamedPorts] {
                    sets.append(set)
                }
            }
        }
        self.sets = sets
        canPass = rules.contains { $0.action == .pass }
        deniesMoreWhenSetsGrow = rules.contains { rule in
            let excluded = [rule.source, rule.destination].flatMap { [$0.notMembers, $0.notNamedPorts] }
            return rule.action != .allow || excluded.contains { $0 != nil }
        }
    }

    package static func == (left: ActiveRules, right: ActiveRules) -> Bool {
        left.enforcement == right.enforcement && left.rules == right.rules
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(rules) }
}

package struct ActiveRule: Hashable, Sendable {
    package var action: PolicyRule.Action
    /// The number of the rule in the resource, from 1.
    package var number: Int
    package var family: IPFamily?
    package var transport: UInt8?
    package var notTransport: UInt8?
    package var icmp: ICMPMatch?
    package var notICMP: ICMPMatch?
    package var source: ActiveSide
    package var destination: ActiveSide
    /// For the comment of the rule.
    package var annotations: [String: String] = [:]
}

package struct ActiveSide: Hashable, Sendable {
    package var nets: [IPPrefix] = []
    package var notNets: [IPPrefix] = []
    package var members: MemberSet?
    package var notMembers: MemberSet?
    /// Either these numbers or `namedPorts`: one suffices.
    package var ports: [ClosedRange<UInt16>] = []
    package var namedPorts: MemberSet?
    package var notPorts: [ClosedRange<UInt16>] = []
    package var notNamedPorts: MemberSet?

    package init() {}
}
