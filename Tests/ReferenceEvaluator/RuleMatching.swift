import Addressing
import Resources
import Selectors
import TestSupport

// What the conditions of rules mean, from the APIs' reference pages:
// https://docs.tigera.io/calico/latest/reference/resources/networkpolicy,
// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1,
// https://network-policy-api.sigs.k8s.io.

extension PolicyRule {
    /// - Parameter namespace: that of the policy; empty for a global one and for profiles.
    func matches(_ packet: Packet, in cluster: Cluster, _ namespace: String) -> Bool {
        if let family, packet.family != family { return false }
        if let transport, packet.transport != transport { return false }
        if let notTransport, packet.transport == notTransport { return false }
        if let icmp { guard packet.isICMP, icmp.matches(packet) else { return false } }
        if let notICMP { guard packet.isICMP, !notICMP.matches(packet) else { return false } }
        return source.matches(
            packet.source, packet.sourcePort, packet, in: cluster, namespace, isDestination: false)
            && destination.matches(
                packet.destination, packet.destinationPort, packet, in: cluster, namespace,
                isDestination: true)
    }
}

extension ICMPMatch {
    fileprivate func matches(_ packet: Packet) -> Bool {
        packet.icmpType == type && (code == nil || packet.icmpCode == code)
    }
}

extension EntityRule {
    fileprivate func matches(
        _ address: IPAddress, _ port: UInt16, _ packet: Packet, in cluster: Cluster, _ namespace: String,
        isDestination: Bool
    ) -> Bool {
        if !nets.isEmpty, !nets.contains(where: { $0.contains(address) }) { return false }
        if notNets.contains(where: { $0.contains(address) }) { return false }
        // In a namespace even a negated selector speaks of that namespace's endpoints alone.
        let isSelective =
            selector != nil || namespaceSelector != nil || serviceAccounts != nil
            || (notSelector != nil && !namespace.isEmpty)
        let owners = cluster.parties.filter { $0.has(address) }
        if isSelective, !owners.contains(where: { selects($0, in: cluster, namespace) }) { return false }
        if let notSelector, owners.contains(where: { notSelector.matches($0.labels) }) { return false }
        if let nodeSelector {
            let found = cluster.nodes.contains {
                nodeSelector.matches($0.labels) && $0.addresses.contains(address)
            }
            guard found else { return false }
        }
        // A named port is one of what the rule selects, by its own protocol.
        let named = { (name: String) in
            owners.contains { party in
                (!isSelective || selects(party, in: cluster, namespace))
                    && party.ports.contains {
                        $0.name == name && $0.port == port && $0.transport == packet.transport
                    }
            }
        }
        if !ports.isEmpty, !ports.contains(where: { $0.matches(port, named) }) { return false }
        if notPorts.contains(where: { $0.matches(port, named) }) { return false }
        guard let service else { return true }
        let home = service.namespace.isEmpty ? namespace : service.namespace
        return cluster.slices.contains { slice in
            slice.namespace == home && slice.serviceName == service.name && slice.addresses.contains(address)
                && (!isDestination
                    || slice.ports.contains { $0.port == port && $0.transport == packet.transport })
        }
    }

    private func selects(_ party: Party, in cluster: Cluster, _ namespace: String) -> Bool {
        switch namespaceSelector {
        case .global?: guard party.namespace.isEmpty else { return false }
        case .matching(let selector)?:
            guard let labels = cluster.namespaceLabels(of: party), selector.matches(labels) else {
                return false
            }
        case nil: guard namespace.isEmpty || party.namespace == namespace else { return false }
        }
        if let selector, !selector.matches(party.labels) { return false }
        guard let serviceAccounts else { return true }
        guard let labels = cluster.accountLabels(of: party) else { return false }
        return (serviceAccounts.names.isEmpty || serviceAccounts.names.contains(party.serviceAccount))
            && serviceAccounts.selector?.matches(labels) != false
    }
}

extension Party {
    func has(_ address: IPAddress) -> Bool { prefixes.contains { $0.contains(address) } }
}

extension PortMatch {
    fileprivate func matches(_ port: UInt16, _ named: (String) -> Bool) -> Bool {
        switch self {
        case .range(let range): range.contains(port)
        case .named(let name): named(name)
        }
    }
}

extension KubernetesNetworkPolicy.Rule {
    func matches(_ packet: Packet, peer address: IPAddress, in cluster: Cluster, _ namespace: String) -> Bool
    {
        let isPeer = { (peer: KubernetesNetworkPolicy.Peer) in
            switch peer {
            case .block(let block, let exceptions):
                return block.contains(address) && !exceptions.contains { $0.contains(address) }
            case .pods(let pods, let namespaces):
                return cluster.parties.contains { party in
                    guard party.kind == .pod, party.has(address),
                        let labels = cluster.namespaceLabels(of: party)
                    else { return false }
                    let isHome = namespaces?.matches(labels) ?? (party.namespace == namespace)
                    return isHome && pods?.matches(party.labels) != false
                }
            }
        }
        guard peers.isEmpty || peers.contains(where: isPeer) else { return false }
        return ports.isEmpty
            || ports.contains { $0.transport == packet.transport && packet.isTo($0.port, in: cluster) }
    }
}

extension AdminPolicy.Rule {
    func matches(_ packet: Packet, peer address: IPAddress, in cluster: Cluster) -> Bool {
        let isPeer = { (peer: AdminPolicy.Peer) in
            switch peer {
            case .networks(let networks): return networks.contains { $0.contains(address) }
            case .nodes(let selector):
                return cluster.nodes.contains {
                    selector.matches($0.labels) && $0.addresses.contains(address)
                }
            case .pods(let pods, let namespaces):
                return cluster.parties.contains { party in
                    guard party.kind == .pod, party.has(address),
                        let labels = cluster.namespaceLabels(of: party)
                    else { return false }
                    return namespaces.matches(labels) && pods.matches(party.labels)
                }
            }
        }
        guard peers.contains(where: isPeer) else { return false }
        return ports.isEmpty
            || ports.contains { port in
                (port.transport == nil || port.transport == packet.transport)
                    && packet.isTo(port.port, in: cluster)
            }
    }
}

extension Packet {
    /// Whether it is to this port: a number, or what the destination calls so in the packet's protocol.
    fileprivate func isTo(_ port: PortMatch?, in cluster: Cluster) -> Bool {
        port?.matches(destinationPort) { name in
            cluster.parties.contains { party in
                party.has(destination)
                    && party.ports.contains {
                        $0.name == name && $0.port == destinationPort && $0.transport == transport
                    }
            }
        } ?? true
    }
}
