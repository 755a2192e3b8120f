import Addressing

extension Packet {
    /// One line, such as `tcp 10.65.0.1:40000 > [fd00::1]:80` or `icmp 8/0 10.65.0.1 > 192.0.2.7`.
    ///
    /// Behind it ` on IFACE` where it does not come by the interface that leads to its source.
    package func text(_ wiring: Wiring) -> String {
        let ends = [(source, sourcePort), (destination, destinationPort)].map { address, port in
            if !hasPorts { return "\(address)" }
            return family == .v4 ? "\(address):\(port)" : "[\(address)]:\(port)"
        }
        let what =
            isICMP
            ? "icmp\(family == .v4 ? "" : "v6") \(icmpType)/\(icmpCode)"
            : Self.names.first { $0.value == transport }?.key ?? "\(transport)"
        let line = "\(what) \(ends[0]) > \(ends[1])"
        guard let inputInterface, inputInterface != wiring.interface(to: source) else { return line }
        return line + " on \(inputInterface)"
    }

    private static let names: [String: UInt8] = ["tcp": 6, "udp": 17, "sctp": 132, "udplite": 136]

    private var hasPorts: Bool { Self.names.values.contains(transport) }

    /// Reads what `text(_:)` has written, without the interfaces that it does not tell; `nil` for anything else.
    package init?(text: String) {
        var words = text.split(separator: " ").map(String.init)
        guard words.count >= 4 else { return nil }
        var icmp: [UInt8] = []
        if words[0].hasPrefix("icmp") {
            icmp = words.remove(at: 1).split(separator: "/").compactMap { UInt8($0) }
            guard icmp.count == 2 else { return nil }
        }
        guard words.count == 4 || words.count == 6 && words[4] == "on", words[2] == ">",
            let source = Self.end(words[1]), let destination = Self.end(words[3]),
            source.address.family == destination.address.family
        else { return nil }
        let isICMP = ["icmp", "icmpv6"].contains(words[0])
        let number = Self.names[words[0]] ?? UInt8(words[0])
        guard let transport = isICMP ? (words[0] == "icmp" ? 1 : 58) : number else { return nil }
        self.init(from: source.address, to: destination.address, transport: transport)
        sourcePort = source.port
        destinationPort = destination.port
        if isICMP, icmp.count == 2 { (icmpType, icmpCode) = (icmp[0], icmp[1]) }
        if words.count == 6 { inputInterface = words[5] }
    }

    /// An address, perhaps with a port: `10.65.0.1:80`, `[fd00::1]:80`, `fd00::1`.
    private static func end(_ text: String) -> (address: IPAddress, port: UInt16)? {
        if let address = IPAddress(text) { return (address, 0) }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]),
            let address = IPAddress(String(text[..<colon].filter { $0 != "[" && $0 != "]" }))
        else { return nil }
        return (address, port)
    }
}
