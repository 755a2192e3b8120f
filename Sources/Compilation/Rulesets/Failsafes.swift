import Addressing
import Nftables

/// Ports of the host that stay open whatever policy says, so that nobody locks themselves out.
struct Failsafes {
    enum List: String {
        case inbound = "in"
        case outbound = "out"
    }

    let options: CompilationOptions
    let family: IPFamily

    /// The sets that the rules look into, and no empty one.
    var sets: [NamedSet] {
        [List.inbound, .outbound].flatMap { list in [anywhere(list), somewhere(list)] }
            .filter { !$0.elements.isEmpty }
    }

    /// Accepts what has a failsafe port on `side`; the peer's address is the destination of what is sent.
    func rules(_ list: List, _ side: Match.Side, peer: Match.Side) -> [Rule] {
        let (anywhere, somewhere) = (anywhere(list), somewhere(list))
        let statements: [Statement] = [.counter, .verdict(.accept)]
        return [
            anywhere.elements.isEmpty
                ? nil
                : Rule(.transportAndPort(side, anywhere.name), then: statements, comment: "failsafe ports"),
            somewhere.elements.isEmpty
                ? nil
                : Rule(
                    .addressTransportAndPort(peer, port: side, somewhere.name), then: statements,
                    comment: "failsafe ports of some networks"),
        ].compactMap(\.self)
    }

    private func ports(_ list: List) -> [CompilationOptions.FailsafePort] {
        list == .inbound ? options.failsafeInbound : options.failsafeOutbound
    }

    private func anywhere(_ list: List) -> NamedSet {
        let ports = ports(list).filter { $0.net == nil }
        return NamedSet(
            "failsafe-\(list.rawValue)", key: [.protocolNumber, .port],
            elements: .keyed(Set(ports).map { Element(key: $0.key) }.sorted()))
    }

    private func somewhere(_ list: List) -> NamedSet {
        let elements = Set(ports(list)).compactMap { port -> Element? in
            guard let net = port.net, net.family == family else { return nil }
            return Element(
                key: IPAddress.bytes(of: net.range.first, family) + port.key,
                end: IPAddress.bytes(of: net.range.last, family) + port.key)
        }
        return NamedSet(
            "failsafe-\(list.rawValue)-nets", key: [.address(family), .protocolNumber, .port],
            isInterval: true, elements: .keyed(elements.sorted()))
    }
}

extension CompilationOptions.FailsafePort {
    /// Protocol and port as parts of a concatenation.
    fileprivate var key: [UInt8] { [transport, 0, 0, 0, UInt8(port >> 8), UInt8(port & 0xff), 0, 0] }
}
