package import Addressing
package import Resources
package import Routing

/// The decision which of this node's addresses of one family is the one that other nodes reach it by.
///
/// Each family has its own: what one lacks is nothing to the other.
package struct AddressDetection: Hashable, Sendable {
    package var family: IPFamily
    package var choice = AddressChoice.automatic
    package var method = DetectionMethod.firstFound
    /// What the names of workloads' interfaces begin with.
    package var workloadPrefixes: [String] = []

    package init(_ family: IPFamily) { self.family = family }

    /// - Parameters:
    ///   - node: what the resources say of this node.
    ///   - source: what the kernel would send from to the address of ``DetectionMethod/canReach(_:)``.
    ///   - previous: the last answer, which is given again as long as it is as good as at first.
    package func address(
        of interfaces: [NetworkInterface], node: Node?, source: IPAddress?, previous: NodeAddress?
    ) -> Result<NodeAddress, NoNodeAddress> {
        let own = node?.attachment[family]
        switch choice {
        case .absent: return .failure(NoNodeAddress("none is wanted"))
        case .fixed(let address, let length):
            return held(address, length, by: interfaces, origin: "as configured")
        case .automatic:
            if let address = own?.reachableAddress {
                return held(
                    address, own?.address == nil ? nil : own?.prefixLength, by: interfaces, origin: "Node")
            }
        case .autodetect: break
        }
        if method == .kubernetesInternalIP {
            guard let address = own?.internalAddress else {
                return .failure(NoNodeAddress("the Node has no InternalIP of \(family)"))
            }
            return held(address, nil, by: interfaces, origin: "\(method)")
        }
        return detect(interfaces, source, [previous?.address, own?.address].compactMap(\.self))
    }

    /// The address, if an interface has it.
    private func held(
        _ address: IPAddress, _ length: UInt8?, by interfaces: [NetworkInterface], origin: String
    ) -> Result<NodeAddress, NoNodeAddress> {
        for interface in interfaces where !isOfWorkload(interface) {
            for own in interface.addresses where own.address == address {
                guard !own.flags.contains(.duplicate) else {
                    return .failure(NoNodeAddress("\(address) is somebody else's on the link, too"))
                }
                return .success(
                    NodeAddress(
                        address, prefixLength: length ?? own.prefixLength, interface: interface.link.name,
                        origin: origin))
            }
        }
        return .failure(NoNodeAddress("no interface has \(address) (\(origin))"))
    }

    private func detect(
        _ interfaces: [NetworkInterface], _ source: IPAddress?, _ earlier: [IPAddress]
    ) -> Result<NodeAddress, NoNodeAddress> {
        if case .canReach(let target) = method, source == nil {
            return .failure(NoNodeAddress("there is no way to \(target)"))
        }
        let candidates = interfaces.filter { isCandidate($0) }.flatMap { interface in
            interface.addresses.filter { isCandidate($0, source) }.map { (interface: interface, address: $0) }
        }
        // Whoever has found it once goes on to use it: connections and other nodes' routes depend on it.
        let sticky = earlier.lazy.compactMap { known in
            candidates.first { $0.address.address == known && !$0.address.subnet.isHost }
        }.first
        let best =
            sticky ?? candidates.min { rank($0.interface, $0.address) < rank($1.interface, $1.address) }
        guard let best else {
            return .failure(NoNodeAddress("no interface has one that is fit (\(method))"))
        }
        return .success(
            NodeAddress(
                best.address.address, prefixLength: best.address.prefixLength,
                interface: best.interface.link.name, origin: "\(method)"))
    }

    private func isOfWorkload(_ interface: NetworkInterface) -> Bool {
        workloadPrefixes.contains { interface.link.name.hasPrefix($0) }
    }

    private func isCandidate(_ interface: NetworkInterface) -> Bool {
        let name = interface.link.name
        guard interface.link.isUp, name != "lo", !isOfWorkload(interface) else { return false }
        switch method {
        // Who names an interface or a block means it, whatever the interface is called.
        case .interface(let patterns): return finds(patterns, name)
        case .cidr, .canReach: return true
        case .skipInterface(let patterns): return isUplinkName(name) && !finds(patterns, name)
        case .firstFound, .kubernetesInternalIP: return isUplinkName(name)
        }
    }

    private func finds(_ patterns: [String], _ name: String) -> Bool {
        patterns.contains { pattern in
            guard let expression = try? Regex(pattern) else { return false }
            return name.firstMatch(of: expression) != nil
        }
    }

    private func isCandidate(_ own: InterfaceAddress, _ source: IPAddress?) -> Bool {
        guard own.address.family == family, !own.isLinkLocal, isOrdinary(own.address) else { return false }
        if !own.flags.isDisjoint(with: [.tentative, .duplicate, .deprecated]) { return false }
        // For IPv6 an address that is given up within a day; for IPv4 one beside another of its subnet.
        if own.flags.contains(.temporary) { return false }
        // A virtual address that moves from node to node, as keepalived adds it.
        if own.subnet.isHost, own.flags.isSuperset(of: [.permanent, .noPrefixRoute]) { return false }
        switch method {
        case .cidr(let prefixes): return prefixes.contains { $0.contains(own.address) }
        case .canReach: return own.address == source
        case .firstFound, .interface, .skipInterface, .kubernetesInternalIP: return true
        }
    }

    /// Whether an interface may have the address for its own: neither loopback nor multicast nor unspecified.
    private func isOrdinary(_ address: IPAddress) -> Bool {
        switch family {
        case .v4: address.bits >> 24 != 127 && address.bits >> 24 != 0 && address.bits >> 28 != 0xe
        case .v6: address.bits > 1 && address.bits >> 120 != 0xff
        }
    }

    /// The less the better: a prefix that neighbours share, a default route, a global address, the order in which
    /// interfaces were made.
    private func rank(
        _ interface: NetworkInterface, _ own: InterfaceAddress
    ) -> (Int, Int, Int, UInt32) {
        let isUniqueLocal = family == .v6 && own.address.bits >> 121 == 0x7e
        return (
            own.subnet.isHost ? 1 : 0, interface.hasDefaultRoute[family] ? 0 : 1, isUniqueLocal ? 1 : 0,
            interface.link.index
        )
    }
}
