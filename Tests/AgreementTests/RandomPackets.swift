import Addressing
import Calculation
import TestSupport

extension RandomWorld {
    /// A random packet of `family` with one of this node's workloads, or the node itself, at one end at least.
    ///
    /// - Parameter interfaces: those of the workloads, by their addresses.
    mutating func packet(_ family: IPFamily, _ interfaces: [IPAddress: String]) -> Packet? {
        let index = family == .v4 ? 0 : 1
        let pods = (1...7).map { Self.addresses($0)[index] }
        let others = [3, 7, 9].map { Self.outside($0)[index] } + [Self.outside(Self.host)[index]]
        let ends = pods + pods + others
        let source = ends[Int.random(in: 0..<ends.count, using: &random)]
        let destination = ends[Int.random(in: 0..<ends.count, using: &random)]
        let host = Self.outside(Self.host)[index]
        let isOurs = [source, destination].contains { $0 == host || interfaces[$0] != nil }
        guard source != destination, isOurs else { return nil }
        let icmp: UInt8 = family == .v4 ? 1 : 58
        let transport = [6, 6, 6, 17, 17, 132, icmp][Int.random(in: 0..<7, using: &random)]
        var packet = Packet(from: source, to: destination, transport: transport)
        if packet.isICMP {
            packet.icmpType = [8, 128, 3][Int.random(in: 0..<3, using: &random)]
            packet.icmpCode = UInt8.random(in: 0...1, using: &random)
        } else {
            packet.sourcePort = [80, 53, 40000][Int.random(in: 0..<3, using: &random)]
            packet.destinationPort = [80, 81, 53, 90, 443][Int.random(in: 0..<5, using: &random)]
        }
        packet.inputInterface = source == host ? nil : interfaces[source] ?? "eth0"
        packet.outputInterface = destination == host ? nil : interfaces[destination] ?? "eth0"
        return packet
    }

    /// Forwarded packets of both families, each the first of its connection for the kernel's conntrack too.
    mutating func firstPackets(_ count: Int, _ interfaces: [IPAddress: String]) -> [Packet] {
        var packets: [Packet] = []
        var seen: Set<Set<String>> = []
        for number in 0..<count {
            guard var packet = packet(number.isMultiple(of: 2) ? .v4 : .v6, interfaces),
                packet.transport != 132,
                packet.inputInterface != nil, packet.outputInterface != nil,
                packet.inputInterface != packet.outputInterface
            else { continue }
            if packet.isICMP {
                // Echo requests; conntrack follows no other type without an earlier packet.
                packet.icmpType = packet.family == .v4 ? 8 : 128
                packet.sourcePort = UInt16(number + 1)
            } else if packet.sourcePort == 40000 {
                packet.sourcePort += UInt16(number)
            }
            // An answer to an earlier packet would be let through as one.
            let ends: Set = [
                "\(packet.transport) \(packet.source) \(packet.sourcePort)",
                "\(packet.transport) \(packet.destination) \(packet.destinationPort)",
            ]
            if seen.insert(ends).inserted { packets.append(packet) }
        }
        return packets
    }
}
