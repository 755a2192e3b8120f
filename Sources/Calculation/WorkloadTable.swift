import Addressing
import Resources

/// The workloads that may become endpoints of this node, each as it was drawn up last.
struct WorkloadTable {
    private var candidates: [ResourceID: Candidate] = [:]
    private var drafts: [ResourceID: Draft] = [:]
    /// The ids of the drafts, sorted.
    private var order: [ResourceID] = []
    /// Those that are no endpoints, since another has their interface.
    private var leftOut: Set<ResourceID> = []
    private var endpoints: [LocalEndpoint] = []
    private var problems: [StateProblem] = []
    private var contests = Contests()

    /// What has come of drawing up: the endpoints, what of them could not be taken as it was written, those that
    /// came, went or changed, and the sequences that they meet no longer and now.
    struct Drawn {
        var endpoints: [LocalEndpoint] = []
        var problems: [StateProblem] = []
        var changed: Set<ResourceID> = []
        var old: [PolicySequence] = []
        var new: [PolicySequence] = []
    }

    var ids: [ResourceID] { Array(candidates.keys) }

    func contains(_ id: ResourceID) -> Bool { candidates[id] != nil }

    /// Says whether this has changed what is an endpoint here.
    mutating func update(_ id: ResourceID, _ candidate: Candidate?) -> Bool {
        guard candidates[id] != candidate else { return false }
        candidates[id] = candidate
        return true
    }

    /// Draws up those of `changed` anew that are still there.
    mutating func draw(_ changed: Set<ResourceID>, _ drafting: Drafting) -> Drawn {
        var drawn = Drawn()
        let before = leftOut
        for id in changed.subtracting(before) { drawn.old += sequences(of: id) }
        var affectsNobodyElse = !contests.areThere
        for id in changed {
            let draft = candidates[id].map { drafting.draft($0) }
            affectsNobodyElse =
                affectsNobodyElse && draft?.problems.isEmpty != false
                && drafts[id]?.problems.isEmpty != false
            set(id, draft)
        }
        if affectsNobodyElse, !contests.areThere, leftOut.isEmpty {
            drawn.changed = changed
            for id in changed { edit(id) }
        } else {
            let known = endpoints
            (endpoints, problems) = assembled()
            drawn.changed = NodeChanges.differences(known, endpoints)
        }
        (drawn.endpoints, drawn.problems) = (endpoints, problems)
        for id in leftOut.subtracting(before).subtracting(changed) { drawn.old += sequences(of: id) }
        for id in changed.union(before).subtracting(leftOut) { drawn.new += sequences(of: id) }
        return drawn
    }

    private func sequences(of id: ResourceID) -> [PolicySequence] {
        drafts[id].map { [$0.ingress, $0.egress] } ?? []
    }

    private mutating func set(_ id: ResourceID, _ draft: Draft?) {
        let place = order.partitioningIndex { $0 >= id }
        let isThere = place < order.count && order[place] == id
        if draft == nil, isThere { order.remove(at: place) }
        if draft != nil, !isThere { order.insert(id, at: place) }
        contests.replace(drafts[id]?.candidate, by: draft?.candidate)
        drafts[id] = draft
    }

    /// Brings one endpoint up to date that nobody contests anything.
    private mutating func edit(_ id: ResourceID) {
        let place = endpoints.partitioningIndex { $0.id >= id }
        let isThere = place < endpoints.count && endpoints[place].id == id
        guard let draft = drafts[id] else {
            if isThere { endpoints.remove(at: place) }
            return
        }
        let addresses = Set(draft.candidate.addresses).sorted()
        let endpoint = LocalEndpoint(
            draft, DualStack { family in addresses.filter { $0.family == family } })
        if isThere { endpoints[place] = endpoint } else { endpoints.insert(endpoint, at: place) }
    }

    /// The endpoints, each with what no other before it has: interface, addresses, external addresses.
    private mutating func assembled() -> ([LocalEndpoint], [StateProblem]) {
        var claims = Claims()
        var floating = FloatingClaims()
        var problems: [StateProblem] = []
        var endpoints: [LocalEndpoint] = []
        endpoints.reserveCapacity(order.count)
        leftOut = []
        for draft in order.compactMap({ drafts[$0] }) {
            guard let addresses = claims.take(draft.candidate, &problems) else {
                leftOut.insert(draft.candidate.id)
                continue
            }
            endpoints.append(LocalEndpoint(draft, addresses))
            problems += draft.problems
            floating.ask(draft.candidate, addresses, &problems)
        }
        let granted = floating.granted(&problems)
        guard !granted.isEmpty else { return (endpoints, problems) }
        for index in endpoints.indices {
            guard let addresses = granted[endpoints[index].id] else { continue }
            endpoints[index].floatingAddresses = DualStack { family in
                addresses.filter { $0.external.family == family }
            }
        }
        return (endpoints, problems)
    }
}

extension LocalEndpoint {
    fileprivate init(_ draft: Draft, _ addresses: DualStack<[IPAddress]>) {
        let candidate = draft.candidate
        self.init(
            candidate.id, interface: candidate.interface, addresses: addresses, ingress: draft.ingress,
            egress: draft.egress)
        allowedSources = draft.allowedSources
        ingressLimits = candidate.extras.ingressLimits
        egressLimits = candidate.extras.egressLimits
        dscp = candidate.extras.dscp
        mac = candidate.mac
    }
}

extension Array {
    /// The first index whose element `isBehind`, in an array where those come last.
    fileprivate func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
        var range = startIndex..<endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = isBehind(self[middle]) ? range.lowerBound..<middle : middle + 1..<range.upperBound
        }
        return range.lowerBound
    }
}
