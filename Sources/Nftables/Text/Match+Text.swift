import Addressing

extension Match {
    /// The condition as nft(8) takes it.
    ///
    /// - Parameter transport: the protocol that the rule is confined to, which names the header of a port.
    func text(_ family: IPFamily, _ transport: UInt8?) -> String {
        let header = family.header
        let icmp = family == .v4 ? "icmp" : "icmpv6"
        return switch self {
        case .interface(let direction, let name): "\(direction.keyword) \"\(name)\""
        case .interfacePrefix(let direction, let prefix): "\(direction.keyword) \"\(prefix)*\""
        case .transport(let number, let isNegated): "meta l4proto \(negation(isNegated))\(number)"
        case .address(let side, let prefix, let isNegated):
            "\(header) \(side.address) \(negation(isNegated))\(prefix.isHost ? "\(prefix.address)" : "\(prefix)")"
        case .addressSet(let side, let name, let isNegated):
            "\(header) \(side.address) \(negation(isNegated))@\(name)"
        case .port(let side, let ports, let isNegated):
            "\(portHeader(transport)) \(side.port) \(negation(isNegated))"
                + (ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)")
        case .portSet(let side, let name, let isNegated):
            "\(portHeader(transport)) \(side.port) \(negation(isNegated))@\(name)"
        case .namedPort(let side, let name, let isNegated):
            "\(header) \(side.address) . meta l4proto . th \(side.port) \(negation(isNegated))@\(name)"
        case .icmp(let type, nil): "\(icmp) type \(type)"
        case .icmp(let type, let code?): "\(icmp) type \(type) \(icmp) code \(code)"
        case .icmpTypeNot(let type): "\(icmp) type != \(type)"
        // Type and code stand side by side: one number of 16 bits, which nft(8) has no other word for.
        case .icmpTypeAndCodeNot(let type, let code):
            "meta l4proto \(icmpNumber(family)) @th,0,16 != \(UInt16(type) << 8 | UInt16(code))"
        case .icmpTypeSet(let name): "\(icmp) type @\(name)"
        case .interfaceAndSource(let name, let isNegated):
            "iifname . \(header) saddr \(negation(isNegated))@\(name)"
        case .arpOperation(let operation): "arp operation \(operation)"
        case .outputInterfaceAndSender(let name): "oifname . arp saddr ip @\(name)"
        case .isNeighbourDiscovery: "meta nfproto ipv6 icmpv6 type 133-137"
        case .interfaceSet(let direction, let name, let isNegated):
            "\(direction.keyword) \(negation(isNegated))@\(name)"
        case .mark(let value, let mask): "meta mark & \(hexadecimal(mask)) == \(hexadecimal(value))"
        case .conntrackState(let state): "ct state \(state.text)"
        case .isFromHost: "iif 0"
        case .isDestinationTranslated: "ct status dnat"
        case .transportAndPort(let side, let name): "meta l4proto . th \(side.port) @\(name)"
        case .addressTransportAndPort(let side, let port, let name):
            "\(header) \(side.address) . meta l4proto . th \(port.port) @\(name)"
        }
    }
}

extension Statement {
    /// The statement as nft(8) takes it.
    func text(_ family: IPFamily) -> String {
        switch self {
        case .counter: "counter"
        case .log(let prefix): "log prefix \"\(prefix)\""
        case .verdict(let verdict): verdict.text
        case .interfaceVerdict(let direction, let map): "\(direction.keyword) vmap @\(map)"
        case .conntrackVerdict(let map): "ct state vmap @\(map)"
        case .refuse: "reject"
        case .notrack: "notrack"
        case .setMark(let value, let mask):
            "meta mark set meta mark & \(hexadecimal(~mask)) | \(hexadecimal(value))"
        case .limit(let rate, let unit, let burst, let isOver):
            "limit rate \(isOver ? "over " : "")\(rate)/\(unit) burst \(burst) packets"
        case .connectionLimit(let number): "ct count over \(number)"
        case .masquerade(let ports): "masquerade\(ports.map { " to \($0.text)" } ?? "") fully-random"
        case .sourceNAT(let address, let ports):
            "snat to \(family == .v6 && ports != nil ? "[\(address)]" : "\(address)")"
                + "\(ports.map { $0.text } ?? "") fully-random"
        case .sourceNATMap(let map):
            "snat to \(family.header) saddr . \(family.header) daddr map @\(map)"
        case .destinationNATMap(let map): "dnat to \(family.header) daddr map @\(map)"
        case .setDSCP(let value): "\(family.header) dscp set \(value)"
        case .reject(.tcpReset): "reject with tcp reset"
        case .reject(.icmp(let code)): "reject with \(family == .v4 ? "icmp" : "icmpv6") type \(code)"
        }
    }
}

extension Verdict {
    var text: String {
        switch self {
        case .accept: "accept"
        case .drop: "drop"
        case .return: "return"
        case .jump(let chain): "jump \(chain)"
        case .goto(let chain): "goto \(chain)"
        }
    }
}

extension Match.Direction {
    fileprivate var keyword: String { self == .input ? "iifname" : "oifname" }
}

extension Match.Side {
    fileprivate var address: String { self == .source ? "saddr" : "daddr" }
    fileprivate var port: String { self == .source ? "sport" : "dport" }
}

extension IPFamily {
    /// nft(8)'s word for the family's header.
    fileprivate var header: String { self == .v4 ? "ip" : "ip6" }
}

private func negation(_ isNegated: Bool) -> String { isNegated ? "!= " : "" }

private func icmpNumber(_ family: IPFamily) -> Int { family == .v4 ? 1 : 58 }

private func portHeader(_ transport: UInt8?) -> String {
    switch transport {
    case 6: "tcp"
    case 17: "udp"
    case 132: "sctp"
    case 136: "udplite"
    default: "th"
    }
}

private func hexadecimal(_ number: UInt32) -> String { "0x" + String(number, radix: 16) }

extension ClosedRange<UInt16> {
    /// The ports behind a translation's address.
    fileprivate var text: String { count == 1 ? ":\(lowerBound)" : ":\(lowerBound)-\(upperBound)" }
}
