package import Addressing
package import Resources
package import Selectors

/// The pools of `family` that a workload gets its address from, by name.
///
/// Pools that are asked for are taken as they are, whatever their selectors say; else all that are enabled,
/// automatic, for workloads and whose selectors the node and the workload's namespace have, as of Calico's
/// `determinePools`.
///
/// - Parameters:
///   - requested: names or blocks of pools; empty for the node's own.
///   - labels: the node's.
///   - namespace: the labels of the workload's namespace; `nil`: it is in none, or nobody knows.
/// - Throws: `poolNotEnabled` or `poolOfOtherFamily` for one that cannot be had.
package func choosePools(
    _ requested: [String], of pools: [IPPool], _ family: IPFamily, labels: Labels, namespace: Labels?
) throws(AddressFailure) -> [IPPool] {
    guard requested.isEmpty else {
        var chosen: [IPPool] = []
        for name in requested {
            let prefix = IPPrefix(name)
            guard let pool = pools.first(where: { $0.name == name || $0.prefix == prefix }), !pool.isDisabled
            else { throw .poolNotEnabled(name) }
            guard pool.prefix.family == family else { throw .poolOfOtherFamily(name, family) }
            if !chosen.contains(pool) { chosen.append(pool) }
        }
        return chosen.filter { $0.allowedUses.contains(.workload) }
    }
    return pools.filter { pool in
        pool.prefix.family == family && !pool.isDisabled && pool.isAutomatic
            && pool.allowedUses.contains(.workload) && pool.nodeSelector.matches(labels)
            && (pool.namespaceSelector == .all
                || namespace.map { pool.namespaceSelector.matches($0) } ?? false)
    }.sorted { $0.name < $1.name }
}
