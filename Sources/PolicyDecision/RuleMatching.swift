import Addressing
import Calculation
import Connections
import HashTreeCollections
import Resources

extension ActiveRule {
    /// Whether all conditions hold for `packet`.
    func matches(_ packet: Connection.Tuple, _ sets: TreeDictionary<MemberSet, DualStack<Members>>) -> Bool {
        let family = packet.source.family
        return (self.family ?? family) == family && matchesTransport(packet, family)
            && source.matches(packet.source, packet.sourcePort, packet.transport, sets)
            && destination.matches(packet.destination, packet.destinationPort, packet.transport, sets)
    }

    /// Conditions on ICMP are met by packets of the family's own ICMP only, negated ones too.
    private func matchesTransport(_ packet: Connection.Tuple, _ family: IPFamily) -> Bool {
        let icmpProtocol: UInt8 = family == .v4 ? 1 : 58
        if let notTransport, packet.transport == notTransport { return false }
        if let icmp {
            guard transport == nil || transport == icmpProtocol, packet.transport == icmpProtocol,
                icmp.matches(packet.icmp)
            else { return false }
        }
        if let notICMP {
            return (transport ?? icmpProtocol) == icmpProtocol && packet.transport == icmpProtocol
                && !notICMP.matches(packet.icmp)
        }
        guard icmp == nil, let transport else { return true }
        return packet.transport == transport
    }
}

extension ICMPMatch {
    fileprivate func matches(_ packet: Connection.ICMP?) -> Bool {
        guard let packet else { return false }
        return packet.type == type && (code ?? packet.code) == packet.code
    }
}

extension ActiveSide {
    fileprivate func matches(
        _ address: IPAddress, _ port: UInt16, _ transport: UInt8,
        _ sets: TreeDictionary<MemberSet, DualStack<Members>>
    ) -> Bool {
        guard matchesNets(address) else { return false }
        if let members, sets[members]?[address.family].contains(address.bits) == false { return false }
        if let notMembers, sets[notMembers]?[address.family].contains(address.bits) == true { return false }
        let isNamed = { (set: MemberSet) in
            sets[set]?[address.family].contains(address.bits, transport, port) == true
        }
        if notPorts.contains(where: { $0.contains(port) }) { return false }
        if let notNamedPorts, isNamed(notNamedPorts) { return false }
        guard !ports.isEmpty || namedPorts != nil else { return true }
        return ports.contains { $0.contains(port) } || namedPorts.map(isNamed) == true
    }

    /// A list without a block of the family is met by none of its packets, and excludes none.
    private func matchesNets(_ address: IPAddress) -> Bool {
        if !nets.isEmpty, !nets.contains(where: { $0.contains(address) }) { return false }
        return !notNets.contains { $0.contains(address) }
    }
}

extension Members {
    fileprivate func contains(_ bits: UInt128) -> Bool {
        switch self {
        case .hosts(let hosts):
            let index = hosts.partition { $0 < bits }
            return index < hosts.count && hosts[index] == bits
        case .ranges(let ranges):
            let index = ranges.partition { $0.last < bits }
            return index < ranges.count && ranges[index].first <= bits
        case .ports: return false
        }
    }

    fileprivate func contains(_ bits: UInt128, _ transport: UInt8, _ port: UInt16) -> Bool {
        guard case .ports(let ports) = self else { return false }
        let index = ports.partition { ($0.address, $0.transport, $0.port) < (bits, transport, port) }
        guard index < ports.count else { return false }
        return (ports[index].address, ports[index].transport, ports[index].port) == (bits, transport, port)
    }
}

extension Array {
    /// The number of members at the beginning for which `isBefore` holds; those behind it do not.
    fileprivate func partition(_ isBefore: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
