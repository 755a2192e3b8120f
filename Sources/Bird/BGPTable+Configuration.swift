import Addressing
package import Calculation
import Crypto
package import NodeNetworking
import Resources

/// What came of the decision on BGP.
package struct BirdDecision: Hashable, Sendable {
    package var configuration: BirdConfiguration
    /// Sessions that are not made, and why; sorted.
    package var problems: [StateProblem]
}

extension BGPTable {
    /// What BIRD should do on the node `local` of `cluster`.
    package func decision(
        _ cluster: ClusterTable, _ local: LocalNode, _ settings: BGPSettings
    ) -> BirdDecision {
        var configuration = BirdConfiguration(routerID: routerID(of: local, settings))
        configuration.listenPort = listenPort(of: local.name)
        configuration.bindsToNode = (own(local.name)?.bindMode ?? common.bindMode) == .nodeIP
        configuration.ignoredInterfaces =
            common.ignoredInterfaces + local.workloadPrefixes.map { $0 + "*" } + ["kube-ipvs*"]
        configuration.logSeverity = own(local.name)?.logSeverity ?? common.logSeverity ?? .info
        var problems: [StateProblem] = []
        for family in IPFamily.allCases where local.familiesOn[family] {
            var drawing = Peerings(
                table: self, cluster: cluster, local: local, family: family, settings: settings)
            drawing.drawAll()
            problems += drawing.problems
            guard let address = local.addresses[family]?.address else { continue }
            var result = BirdConfiguration.Family(address: address)
            result.sessions = drawing.sessions
            result.gateways = drawing.gateways
            result.isReflector = cluster.node(local.name)?.reflectorCluster != nil
            result.advertisements =
                (own(local.name)?.advertisements ?? []).isEmpty
                ? common.advertisements : own(local.name)?.advertisements ?? []
            result.advertisements.removeAll { $0.prefix.family != family }
            takeBlocks(of: cluster, local, &result)
            takeServices(of: cluster.node(local.name), local, &result)
            configuration.families[family] = result
        }
        let used = Set(configuration.sessions.flatMap(\.filters))
        configuration.filters = filters.values.filter { used.contains($0.name) }.sorted { $0.name < $1.name }
        return BirdDecision(configuration: configuration, problems: Set(problems).sorted())
    }

    private func takeBlocks(
        of cluster: ClusterTable, _ local: LocalNode, _ result: inout BirdConfiguration.Family
    ) {
        let family = result.address.family
        for pool in cluster.pools.values where pool.prefix.family == family {
            result.pools.append(
                BirdConfiguration.Pool(
                    prefix: pool.prefix, isExported: !pool.disablesBGPExport,
                    isProgrammed: pool.vxlanMode == .never && pool.ipipMode == .never))
        }
        // Of pools inside of others the smallest counts.
        result.pools.sort { ($1.prefix.length, $0.prefix) < ($0.prefix.length, $1.prefix) }
        for block in cluster.blocks[local.name] ?? [] where block.family == family {
            guard let pool = cluster.pool(of: block) else { continue }
            if pool.disablesBGPExport {
                result.hiddenBlocks.append(block)
            } else {
                result.blocks.append(block)
            }
        }
    }

    private func routerID(of local: LocalNode, _ settings: BGPSettings) -> IPAddress {
        switch settings.routerID {
        case .fixed(let address): return address
        case .automatic:
            return local.addresses.v4?.address ?? hashedRouterID(of: local.name)
        case .hash: return hashedRouterID(of: local.name)
        }
    }
}

/// A router's number made of a node's name, as Calico makes it: four bytes of a hash, without those that would
/// be a group's address.
func hashedRouterID(of name: String) -> IPAddress {
    var bytes = Array(SHA256.hash(data: Array(name.utf8)).prefix(4))
    if bytes[0] > 223 { bytes[0] -= 32 }
    return IPAddress(.v4, bits: bytes.reduce(0) { $0 << 8 | UInt128($1) })
}
