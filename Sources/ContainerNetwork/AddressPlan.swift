package import AddressManagement
package import Addressing
package import Resources

/// Which addresses a workload is to get, and where from.
package struct AddressPlan: Sendable {
    /// Asked of the ledger.
    package let request: AddressRequest
    /// All pools there are, for addresses that are asked for by name.
    package let pools: [IPPool]
    package let rules: AssignmentRules
    /// `ipAddrsNoIpam`: taken as they are, and nobody keeps a record of them.
    package let unmanaged: [IPAddress]

    /// - Throws: what of configuration, annotations and pools does not fit together.
    package init(
        _ configuration: NetworkConfiguration, _ call: RuntimeCall, _ workload: Workload,
        _ facts: ClusterFacts, _ wishes: PodWishes
    ) throws(PluginError) {
        let addressing = configuration.addressing
        pools = try addressing.subnets.isEmpty ? facts.pools : addressing.ownPools(facts)
        unmanaged = try wishes.unmanaged(configuration)
        let explicit = try Self.explicit(configuration, call, wishes)
        try Self.refuseUnserved(explicit + unmanaged, facts)
        var chosen = DualStack<[IPPool]>(v4: [], v6: [])
        var counts = DualStack(v4: 0, v6: 0)
        for family in IPFamily.allCases where unmanaged.isEmpty {
            let isAsked = wishes.families.map { $0.contains(family) } ?? addressing.assigns[family]
            guard facts.isServed[family], isAsked ?? true,
                !explicit.contains(where: { $0.family == family })
            else { continue }
            let names = wishes.pools[family] ?? addressing.pools[family]
            do throws(AddressFailure) {
                chosen[family] = try choosePools(
                    names, of: pools, family, labels: facts.labels,
                    namespace: workload.pod.map { facts.labels(ofNamespace: $0.namespace) })
            } catch { throw PluginError(.badConfiguration, "\(error)") }
            // A family that nobody insists on, and that there is no pool of, is left out.
            if chosen[family].isEmpty, isAsked == nil, names.isEmpty { continue }
            counts[family] = 1
        }
        guard counts.v4 + counts.v6 > 0 || !(explicit + unmanaged).isEmpty else {
            throw PluginError(
                .badConfiguration, "there is no address to give to \(workload.attachment.containerID)",
                details: Self.reason(facts, pools))
        }
        let owner = Owner(
            handle: workload.handle, namespace: workload.pod?.namespace ?? "", pod: workload.pod?.name ?? "")
        request = AddressRequest(
            owner: owner, node: workload.node, counts: counts, explicit: explicit, pools: chosen)
        rules = facts.rules(for: pools)
    }

    /// The addresses asked for by name: of the first that names any, of pod, runtime and `CNI_ARGS`.
    private static func explicit(
        _ configuration: NetworkConfiguration, _ call: RuntimeCall, _ wishes: PodWishes
    ) throws(PluginError) -> [IPAddress] {
        if !wishes.addresses.isEmpty { return wishes.addresses }
        var addresses = configuration.runtime.addresses
        if addresses.isEmpty, let text = call.arguments["IP"], !text.isEmpty {
            for part in text.split(separator: ",") {
                guard let address = IPAddress(String(part)) else {
                    throw PluginError(.badEnvironment, "IP in CNI_ARGS is no address: \(part)")
                }
                addresses.append(address)
            }
        }
        return try oneOfEach(addresses)
    }

    private static func refuseUnserved(
        _ addresses: [IPAddress], _ facts: ClusterFacts
    ) throws(PluginError) {
        guard let address = addresses.first(where: { !facts.isServed[$0.family] }) else { return }
        throw PluginError(
            .badConfiguration, "\(address) is asked for, and this node does not serve \(address.family)")
    }

    private static func reason(_ facts: ClusterFacts, _ pools: [IPPool]) -> String {
        if pools.isEmpty { return "the state directory has no IPPool, and the agent's settings have none" }
        let off = IPFamily.allCases.filter { !facts.isServed[$0] }.map { "\($0) is off on this node" }
        return (["no pool is enabled, automatic and for this node"] + off).joined(separator: "; ")
    }
}

/// The addresses again, if there is at most one of each family.
func oneOfEach(_ addresses: [IPAddress]) throws(PluginError) -> [IPAddress] {
    for family in IPFamily.allCases where addresses.count(where: { $0.family == family }) > 1 {
        let list = addresses.map(\.description).joined(separator: ", ")
        throw PluginError(.badConfiguration, "more than one \(family) address is asked for: \(list)")
    }
    return addresses.sorted()
}

extension AddressingConfiguration {
    /// The pools that the section itself describes.
    fileprivate func ownPools(_ facts: ClusterFacts) throws(PluginError) -> [IPPool] {
        var result: [IPPool] = []
        for subnet in subnets {
            let block: IPPrefix
            switch subnet {
            case .block(let prefix): block = prefix
            case .podBlock(let family):
                block = try podBlock(family, facts.podBlocks)
            }
            // Blocks need not be as long as a pool's: nobody else has a part of this one.
            let length = max(Int(block.length), block.family == .v4 ? 26 : 122)
            result.append(IPPool(name: "\(block)", prefix: block, blockSize: length))
        }
        return result
    }
}
