package import Addressing

/// A port of the host, perhaps only for peers in one block: `[protocol:[block:]]port`.
///
/// Without a protocol TCP is meant. A block of IPv6 is written in brackets, as in `tcp:[2001:db8::/32]:22`.
package struct HostPort: Hashable, Sendable {
    package enum Transport: String, CaseIterable, Sendable {
        case tcp
        case udp
        case sctp

        /// As IANA has numbered it.
        package var number: UInt8 {
            switch self {
            case .tcp: 6
            case .udp: 17
            case .sctp: 132
            }
        }
    }

    package let transport: Transport
    /// Where the peer is; `nil`: anywhere, in both families.
    package let net: IPPrefix?
    /// From 1 to 65535.
    package let port: UInt16

    package init(_ transport: Transport, _ net: IPPrefix? = nil, port: UInt16) {
        self.transport = transport
        self.net = net
        self.port = port
    }
}

extension HostPort {
    init?(_ text: String) {
        var rest = Substring(text.trimmed)
        var transport = Transport.tcp
        if let colon = rest.firstIndex(of: ":") {
            guard let named = Transport(rawValue: rest[..<colon].lowercased()) else { return nil }
            transport = named
            rest = rest[rest.index(after: colon)...]
        }
        var net: IPPrefix?
        if let colon = rest.lastIndex(of: ":") {
            guard let block = Self.block(rest[..<colon]) else { return nil }
            net = block
            rest = rest[rest.index(after: colon)...]
        }
        guard let port = decimal(rest, in: 1...65535) else { return nil }
        self.init(transport, net, port: UInt16(port))
    }

    /// A block or a single address; IPv6 in brackets, IPv4 without.
    private static func block(_ text: Substring) -> IPPrefix? {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]") && text.count > 2
        let block = String(isBracketed ? text.dropFirst().dropLast() : text)
        guard let net = IPPrefix(block) else { return nil }
        return (net.family == .v6) == isBracketed ? net : nil
    }

    var text: String {
        switch net {
        case nil: "\(transport.rawValue):\(port)"
        case let net? where net.family == .v6: "\(transport.rawValue):[\(net)]:\(port)"
        case let net?: "\(transport.rawValue):\(net):\(port)"
        }
    }
}

extension HostPort {
    /// Felix's: SSH, DHCP, BGP, etcd, Typha, Kubernetes' API server.
    static let usualInbound: [HostPort] = [HostPort(.tcp, port: 22), HostPort(.udp, port: 68)] + usualBoth

    /// Felix's: DNS, DHCP, BGP, etcd, Typha, Kubernetes' API server.
    static let usualOutbound: [HostPort] = [HostPort(.udp, port: 53), HostPort(.udp, port: 67)] + usualBoth

    private static let usualBoth = [179, 2379, 2380, 5473, 6443, 6666, 6667].map { HostPort(.tcp, port: $0) }
}
