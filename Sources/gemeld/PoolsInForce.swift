import Addressing
import AgentConfiguration
import Resources
import Status

/// The pools of the state directory, and those of the settings for families that it has none of.
struct PoolsInForce {
    private var configuration: AgentConfiguration
    private var resources: [ResourceID: IPPool] = [:]
    /// Of the settings, as the rest of the pipeline was told of them.
    private var told: [ResourceID: IPPool] = [:]

    init(_ configuration: AgentConfiguration) { self.configuration = configuration }

    mutating func configure(_ configuration: AgentConfiguration) { self.configuration = configuration }

    /// Takes `resource` for what `id` is from now on; `nil`: it is not there any more.
    mutating func update(_ id: ResourceID, _ resource: Resource?) {
        guard id.kind == .ipPool else { return }
        resources[id] = if case .ipPool(let pool)? = resource { pool } else { nil }
    }

    /// Which pools of the settings come, change or go, for who was told of the resources already.
    ///
    /// - Parameter again: whether they know of no pool of the settings yet.
    mutating func settle(again: Bool) -> [ResourceID: Resource?] {
        let wanted = Dictionary(
            uniqueKeysWithValues: configuration.defaultPools(beside: resources.values).map {
                (ResourceID(.ipPool, name: $0.name), $0)
            })
        guard again || wanted != told else { return [:] }
        var changes: [ResourceID: Resource?] = [:]
        for id in told.keys where resources[id] == nil { changes[id] = .some(nil) }
        for (id, pool) in wanted { changes[id] = .ipPool(pool) }
        told = wanted
        return changes
    }

    /// All of them for those who ask, IPv4 first.
    var listing: [StatusSnapshot.Pool] {
        (Array(resources.values) + told.values).sorted { ($0.prefix, $0.name) < ($1.prefix, $1.name) }.map {
            pool in
            StatusSnapshot.Pool(
                name: pool.name, cidr: "\(pool.prefix)", natOutgoing: pool.natOutgoing,
                reason: configuration.reasonForNAT(of: pool))
        }
    }
}
