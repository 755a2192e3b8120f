import Addressing
import Resources

/// What one workload's endpoint is as far as it depends on no other.
struct Draft {
    let candidate: Candidate
    let ingress: PolicySequence
    let egress: PolicySequence
    let allowedSources: DualStack<[IPPrefix]>
    /// What of it cannot be taken as it was written.
    let problems: [StateProblem]
}

/// All that goes into an endpoint besides itself.
struct Drafting {
    let node: NodeParameters
    let profiles: ProfileTable
    let meetings: [ResourceID: Meetings]

    func draft(_ candidate: Candidate) -> Draft {
        var problems: [StateProblem] = []
        if !node.isWorkloadInterface(candidate.interface) {
            let message =
                "interface \(candidate.interface) is not named like a workload's: its source addresses are not checked"
            problems.append(StateProblem(candidate.id, message))
        }
        let existing = existingProfiles(candidate.profiles, of: candidate.id, &problems)
        return Draft(
            candidate: candidate, ingress: sequence(candidate.id, .ingress, existing),
            egress: sequence(candidate.id, .egress, existing),
            allowedSources: allowedSources(of: candidate, &problems), problems: problems)
    }

    func draft(
        _ host: HostEndpoint, _ interface: LocalHostEndpoint.Interface, _ problems: inout [StateProblem]
    ) -> LocalHostEndpoint {
        let id = ResourceID(.hostEndpoint, name: host.name)
        let existing = existingProfiles(host.profiles, of: id, &problems)
        var endpoint = LocalHostEndpoint(
            id, interface: interface, ingress: sequence(id, .ingress, existing),
            egress: sequence(id, .egress, existing))
        endpoint.forwardIngress = sequence(id, Meeting(.ingress, .forward))
        endpoint.forwardEgress = sequence(id, Meeting(.egress, .forward))
        endpoint.preDNATIngress = sequence(id, Meeting(.ingress, .preDNAT))
        endpoint.untrackedIngress = sequence(id, Meeting(.ingress, .untracked))
        endpoint.untrackedEgress = sequence(id, Meeting(.egress, .untracked))
        if interface == .all, endpoint.untrackedIngress != nil || endpoint.untrackedEgress != nil {
            // As in Felix: before routing it is not known what is a workload's.
            problems.append(StateProblem(id, "policies with doNotTrack are not in force at interface *"))
            endpoint.untrackedIngress = nil
            endpoint.untrackedEgress = nil
        }
        return endpoint
    }

    /// The normal policies, then the profiles.
    private func sequence(
        _ id: ResourceID, _ direction: Direction, _ profiles: [ResourceID]
    ) -> PolicySequence {
        PolicySequence(
            tiers: meetings[id]?[Meeting(direction)] ?? [],
            profiles: profiles.map { RulesKey($0, direction) })
    }

    /// What is asked besides the normal policies, if anything.
    private func sequence(_ id: ResourceID, _ meeting: Meeting) -> PolicySequence? {
        meetings[id]?[meeting].map { PolicySequence(tiers: $0, profiles: [], isOpenEnded: true) }
    }

    /// Those of `names` before the first that is not there: it might have denied what the rest would allow.
    ///
    /// The profile of a service account has no rules, so that its absence means nothing.
    private func existingProfiles(
        _ names: [String], of id: ResourceID, _ problems: inout [StateProblem]
    ) -> [ResourceID] {
        var existing: [ResourceID] = []
        for name in names {
            if profiles[name] != nil {
                existing.append(ResourceID(.profile, name: name))
            } else if !name.hasPrefix("ksa.") {
                let lack =
                    namespace(ofProfile: name).map { "its namespace \($0) has no manifest" }
                    ?? "its profile \(name) does not exist"
                problems.append(
                    StateProblem(id, lack + ": what no policy decides is denied, in both directions"))
                return existing
            }
        }
        return existing
    }

    private func allowedSources(
        of candidate: Candidate, _ problems: inout [StateProblem]
    ) -> DualStack<[IPPrefix]> {
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
