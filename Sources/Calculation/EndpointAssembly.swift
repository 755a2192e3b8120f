import Addressing
import Resources

/// Puts together the endpoints of this node and what they meet, and notes what of it cannot be taken as it
/// was written.
struct EndpointAssembly {
    let node: NodeParameters
    let profiles: ProfileTable
    let tiers: [Meeting: [PolicySequence.Tier]]
    var problems: [StateProblem]

    mutating func workloads(_ candidates: some Collection<Candidate>) -> [LocalEndpoint] {
        var claims = Claims()
        var floating = FloatingClaims()
        var endpoints: [LocalEndpoint] = []
        for candidate in candidates.sorted(by: { $0.id < $1.id }) {
            guard let addresses = claims.take(candidate, &problems) else { continue }
            if !node.isWorkloadInterface(candidate.interface) {
                let message =
                    "interface \(candidate.interface) is not named like a workload's: its source addresses are not checked"
                problems.append(StateProblem(candidate.id, message))
            }
            let existing = existingProfiles(candidate.profiles, of: candidate.id)
            var endpoint = LocalEndpoint(
                candidate.id, interface: candidate.interface, addresses: addresses,
                ingress: normalSequence(candidate.id, .ingress, existing),
                egress: normalSequence(candidate.id, .egress, existing))
            endpoint.allowedSources = allowedSources(of: candidate)
            endpoint.ingressLimits = candidate.extras.ingressLimits
            endpoint.egressLimits = candidate.extras.egressLimits
            endpoint.dscp = candidate.extras.dscp
            endpoint.mac = candidate.mac
            floating.ask(candidate, addresses, &problems)
            endpoints.append(endpoint)
        }
        let granted = floating.granted(&problems)
        guard !granted.isEmpty else { return endpoints }
        for index in endpoints.indices {
            guard let addresses = granted[endpoints[index].id] else { continue }
            endpoints[index].floatingAddresses = DualStack { family in
                addresses.filter { $0.external.family == family }
            }
        }
        return endpoints
    }

    mutating func hosts(_ hosts: HostTable) -> [LocalHostEndpoint] {
        hosts.resolved(on: node, &problems).map { host, interface in
            let id = ResourceID(.hostEndpoint, name: host.name)
            let existing = existingProfiles(host.profiles, of: id)
            var endpoint = LocalHostEndpoint(
                id, interface: interface, ingress: normalSequence(id, .ingress, existing),
                egress: normalSequence(id, .egress, existing))
            endpoint.forwardIngress = sequence(id, .ingress, .forward)
            endpoint.forwardEgress = sequence(id, .egress, .forward)
            endpoint.preDNATIngress = sequence(id, .ingress, .preDNAT)
            endpoint.untrackedIngress = sequence(id, .ingress, .untracked)
            endpoint.untrackedEgress = sequence(id, .egress, .untracked)
            if interface == .all, endpoint.untrackedIngress != nil || endpoint.untrackedEgress != nil {
                // As in Felix: before routing it is not known what is a workload's.
                problems.append(StateProblem(id, "policies with doNotTrack are not in force at interface *"))
                endpoint.untrackedIngress = nil
                endpoint.untrackedEgress = nil
            }
            return endpoint
        }
    }

    private func normalSequence(
        _ id: ResourceID, _ direction: Direction, _ profiles: [ResourceID]
    ) -> PolicySequence {
        PolicySequence(
            tiers: tiers[Meeting(id, direction)] ?? [], profiles: profiles.map { RulesKey($0, direction) })
    }

    /// What is asked besides the normal policies, if anything.
    private func sequence(_ id: ResourceID, _ direction: Direction, _ occasion: Occasion) -> PolicySequence? {
        tiers[Meeting(id, direction, occasion)].map {
            PolicySequence(tiers: $0, profiles: [], isOpenEnded: true)
        }
    }

    /// Those of `names` before the first that is not there: it might have denied what the rest would allow.
    ///
    /// The profile of a service account has no rules, so that its absence means nothing.
    private mutating func existingProfiles(_ names: [String], of id: ResourceID) -> [ResourceID] {
        var existing: [ResourceID] = []
        for name in names {
            if profiles[name] != nil {
                existing.append(ResourceID(.profile, name: name))
            } else if !name.hasPrefix("ksa.") {
                problems.append(
                    StateProblem(id, "profile \(name) does not exist: what comes to it is denied"))
                return existing
            }
        }
        return existing
    }

    private mutating func allowedSources(of candidate: Candidate) -> DualStack<[IPPrefix]> {
        let prefixes = candidate.extras.allowedSources
        guard prefixes.isEmpty || node.allowsOtherSources else {
            let message =
                "other sources than its addresses are not allowed while WorkloadSourceSpoofing is Disabled"
            problems.append(StateProblem(candidate.id, message))
            return DualStack { _ in [] }
        }
        return DualStack { family in Set(prefixes).filter { $0.family == family }.sorted() }
    }
}
