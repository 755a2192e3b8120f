import Addressing
import Judges
import TestSupport

extension RandomWorld {
    /// A random packet of `family` that passes this node, comes to it, or leaves it.
    mutating func packet(_ family: IPFamily, _ wiring: Wiring) -> Packet? {
        let index = family == .v4 ? 0 : 1
        let pods = (1...7).map { Self.addresses($0)[index] }
        let others = [3, 7, 9].map { Self.outside($0)[index] } + [Self.behindSecond[index]]
        let own = Wiring.own.sorted { $0.key < $1.key }.map { $0.value[index] }
        let ends = pods + pods + others + own + [own[0], Self.behindSecond[index]]
        let source = one(of: ends)
        let destination = one(
            of: ends + [Self.floating(1)[index], Self.floating(2)[index], Self.service[index]])
        guard source != destination else { return nil }
        let icmp: UInt8 = family == .v4 ? 1 : 58
        let transport = one(of: [6, 6, 6, 6, 6, 17, 17, 17, 132, 132, icmp, icmp, 136, 4])
        var packet = Packet(from: source, to: destination, transport: transport)
        if packet.isICMP {
            packet.icmpType = one(of: [8, 13, 128, 139, 3])
            packet.icmpCode = one(of: [0, 1, 255])
        } else if packet.transport != 4 {
            packet.sourcePort = one(of: [80, 53, 40000])
            packet.destinationPort = one(of: [80, 81, 53, 90, 443, 4789])
        }
        packet = wiring.placed(packet)
        // Some come by an interface that does not lead to their source.
        if packet.inputInterface != nil, chance(1, of: 30) {
            packet.inputInterface = one(of: wiring.workloads.values.sorted() + ["eth0", "eth1"])
        }
        // What goes back to where it came from does not pass the node, unless it is for a floating address.
        let isReturned = packet.inputInterface == packet.outputInterface
        return isReturned && packet.inputInterface.map({ Wiring.own[$0] != nil }) != false ? nil : packet
    }

    /// Packets of both families, each the first of its connection for the kernel's conntrack too.
    mutating func firstPackets(_ count: Int, _ judges: Judges) -> [Packet] {
        var packets: [Packet] = []
        var seen: Set<Set<String>> = []
        for number in 0..<count {
            guard var packet = packet(number.isMultiple(of: 2) ? .v4 : .v6, judges.wiring) else { continue }
            if packet.isICMP {
                // Requests; conntrack follows no other type without an earlier packet.
                let requests: [UInt8] = packet.family == .v4 ? [8, 13] : [128, 139]
                packet.icmpType = requests[number / 2 % 2]
                packet.sourcePort = UInt16(number + 1)
            } else if packet.sourcePort == 40000 {
                packet.sourcePort += UInt16(number)
            }
            // An answer to an earlier packet would be let through as one, whatever address that was for.
            var destination = packet.destination
            if case .passed(_, let own) = judges.answers(packet).reference { destination = own }
            let (sourcePort, destinationPort) =
                packet.transport == 136 ? (0, 0) : (packet.sourcePort, packet.destinationPort)
            let ends: Set = [
                "\(packet.transport) \(packet.source) \(sourcePort)",
                "\(packet.transport) \(destination) \(destinationPort)",
            ]
            if seen.insert(ends).inserted { packets.append(packet) }
        }
        return packets
    }
}
