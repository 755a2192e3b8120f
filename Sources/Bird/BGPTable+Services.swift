import Addressing
import NodeNetworking
import Resources

extension BGPTable {
    /// Takes in which services' addresses packets from outside may be brought to this node for.
    ///
    /// All of a block, whichever node they come to; and those of services that keep such packets on the node alone, if
    /// it has an endpoint that is ready, of the same family: another one could not take them.
    func takeServices(of node: Node?, _ local: LocalNode, _ result: inout BirdConfiguration.Family) {
        let family = result.address.family
        // What is said for the node alone takes the place of what is said for all.
        let blocks = { (property: KeyPath<BGPConfiguration, [IPPrefix]>) in
            let own = self.own(local.name)?[keyPath: property] ?? []
            return (own.isEmpty ? self.common[keyPath: property] : own).filter { $0.family == family }
        }
        let cluster = blocks(\.serviceClusterBlocks)
        let external = blocks(\.serviceExternalBlocks)
        let balancers = blocks(\.serviceLoadBalancerBlocks)
        result.serviceBlocks = Set(cluster + external + balancers).sorted()
        guard !result.serviceBlocks.isEmpty, node?.labels[Self.exclusion] == nil else { return }
        // A block of one address is a service's, or nobody's.
        let whole = balancers.filter { common.aggregatesLoadBalancers && !$0.isHost }
        var told = Set(cluster + external + whole)
        let single = balancers.filter { !whole.contains($0) }
        let ready = readyServices(on: local.name, family)
        for (id, service) in services {
            guard service.keepsExternalTrafficLocal else {
                told.formUnion(service.loadBalancerAddresses.prefixes(in: single))
                continue
            }
            guard ready.contains(id) else { continue }
            told.formUnion(service.clusterAddresses.prefixes(in: cluster))
            told.formUnion(service.externalAddresses.prefixes(in: external))
            told.formUnion(service.loadBalancerAddresses.prefixes(in: balancers))
        }
        result.services = told.sorted()
    }

    private static let exclusion = "node.kubernetes.io/exclude-from-external-load-balancers"

    /// Services that have an endpoint of the family on the node that is ready.
    private func readyServices(on node: String, _ family: IPFamily) -> Set<ResourceID> {
        // All addresses of a slice are of one family.
        let own = slices.values.filter {
            $0.addresses.first?.family == family && $0.readyNodes.contains(node)
        }
        return Set(own.map { ResourceID(.service, namespace: $0.namespace, name: $0.serviceName) })
    }
}

extension [IPAddress] {
    /// Those in one of the blocks.
    fileprivate func prefixes(in blocks: [IPPrefix]) -> [IPPrefix] {
        filter { address in blocks.contains { $0.contains(address) } }.map { IPPrefix($0) }
    }
}
