import HashTreeCollections
package import Resources

/// What a node's state has other than an earlier one: what may differ is named, and what is not named is the same.
///
/// It spares those who have worked with the earlier state the comparison of everything.
package struct NodeChanges: Hashable, Sendable {
    /// Local endpoints that came, went or changed.
    package var endpoints: Set<ResourceID> = []
    /// Sequences of policies that some workload meets now and none before, or the other way round.
    package var sequences: Set<PolicySequence> = []
    /// Policies and profiles whose rules came, went or changed.
    package var rules: Set<RulesKey> = []
    /// Sets that came, went or have other members.
    package var sets: Set<MemberSet> = []
    /// Host endpoints.
    package var hosts = false
    /// What the network beyond the endpoints is.
    package var network = false

    package init() {}

    package var isEmpty: Bool { self == NodeChanges() }

    package mutating func merge(_ later: NodeChanges) {
        endpoints.formUnion(later.endpoints)
        // What came and went, or went and came, is as it was.
        sequences.formSymmetricDifference(later.sequences)
        rules.formUnion(later.rules)
        sets.formUnion(later.sets)
        hosts = hosts || later.hosts
        network = network || later.network
    }

    /// The differences between two states, by comparison.
    package init(from old: NodeState, to new: NodeState) {
        endpoints = Self.differences(old.endpoints, new.endpoints)
        sequences = old.sequences.symmetricDifference(new.sequences)
        rules = Self.differences(old.rules, new.rules)
        sets = Self.differences(old.sets, new.sets)
        hosts = old.hostEndpoints != new.hostEndpoints
        network = old.network != new.network
    }

    private static func differences<Key, Value: Equatable>(
        _ old: TreeDictionary<Key, Value>, _ new: TreeDictionary<Key, Value>
    ) -> Set<Key> {
        var result = Set(new.filter { old[$0.key] != $0.value }.keys)
        for key in old.keys where new[key] == nil { result.insert(key) }
        return result
    }

    /// The ids of endpoints that only one of the lists has, or that are not equal in both; both are sorted by id.
    static func differences(_ old: [LocalEndpoint], _ new: [LocalEndpoint]) -> Set<ResourceID> {
        var result: Set<ResourceID> = []
        var (oldIndex, newIndex) = (0, 0)
        while oldIndex < old.count, newIndex < new.count {
            let (before, after) = (old[oldIndex], new[newIndex])
            if before.id == after.id {
                if before != after { result.insert(after.id) }
                (oldIndex, newIndex) = (oldIndex + 1, newIndex + 1)
            } else if before.id < after.id {
                result.insert(before.id)
                oldIndex += 1
            } else {
                result.insert(after.id)
                newIndex += 1
            }
        }
        result.formUnion(old[oldIndex...].map(\.id))
        result.formUnion(new[newIndex...].map(\.id))
        return result
    }
}

extension NodeState {
    /// The local endpoint of this id, if there is one.
    package func endpoint(_ id: ResourceID) -> LocalEndpoint? {
        var range = endpoints.startIndex..<endpoints.endIndex
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let candidate = endpoints[middle]
            if candidate.id == id { return candidate }
            range = candidate.id < id ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }

    /// The sequences that some local endpoint meets.
    fileprivate var sequences: Set<PolicySequence> { Set(endpoints.flatMap { [$0.ingress, $0.egress] }) }
}
