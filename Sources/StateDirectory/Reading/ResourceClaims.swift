import Resources
import Status

/// Which file's word counts for each resource: the oldest one's that has it.
///
/// Pure bookkeeping; it knows nothing of a file but its path and age.
struct ResourceClaims {
    private struct Claim {
        let file: String
        let age: Timestamp
        let located: LocatedResource
    }

    /// By resource, all that name it, the one whose word counts first.
    private var claims: [ResourceID: [Claim]] = [:]
    private var touched: Set<ResourceID> = []
    private var contested: Set<ResourceID> = []
    /// What counted when changes were last taken.
    private(set) var inForce: [ResourceID: LocatedResource] = [:]
    /// How many of each kind that is.
    private(set) var counts: [Kind: Int] = [:]

    /// Makes `resources` what `file` says, in place of `former`.
    mutating func replace(
        _ former: some Collection<ResourceID>, of file: String, by resources: [LocatedResource],
        age: Timestamp
    ) {
        for id in former { withdraw(id, of: file) }
        for located in resources {
            let id = located.resource.id
            touched.insert(id)
            claims[id, default: []].append(Claim(file: file, age: age, located: located))
        }
    }

    private mutating func withdraw(_ id: ResourceID, of file: String) {
        touched.insert(id)
        claims[id]?.removeAll { $0.file == file }
    }

    /// What counts otherwise than when this was last asked.
    mutating func takeChanges() -> [ResourceID: LocatedResource?] {
        var changed: [ResourceID: LocatedResource?] = [:]
        for id in touched {
            if let count = claims[id]?.count, count > 1 {
                claims[id]?.sort { ($0.age, $0.file) < ($1.age, $1.file) }
                contested.insert(id)
            } else {
                contested.remove(id)
            }
            let winner = claims[id]?.first?.located
            if winner == nil { claims[id] = nil }
            let before = inForce[id]
            guard before != winner else { continue }
            inForce[id] = winner
            counts[id.kind, default: 0] += (winner == nil ? 0 : 1) - (before == nil ? 0 : 1)
            changed.updateValue(winner, forKey: id)
        }
        touched.removeAll(keepingCapacity: touched.count < 100)
        return changed
    }

    /// One problem for each word that does not count, where it stands.
    var problems: [FileProblem] {
        contested.flatMap { id in
            guard let all = claims[id], let winner = all.first?.located else { return [FileProblem]() }
            return all.dropFirst().map { loser in
                let message = "\(id) is in \(winner.position) too, whose file is older and counts"
                return FileProblem(.error, at: loser.located.position, message)
            }
        }
    }
}
