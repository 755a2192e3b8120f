import Addressing
import YAML

/// The protocols that have a name in manifests.
enum TransportName: String, CaseIterable {
    case tcp = "TCP"
    case udp = "UDP"
    case icmp = "ICMP"
    case icmpv6 = "ICMPv6"
    case sctp = "SCTP"
    case udpLite = "UDPLite"

    /// The number that IANA has assigned.
    var number: UInt8 {
        switch self {
        case .tcp: 6
        case .udp: 17
        case .icmp: 1
        case .icmpv6: 58
        case .sctp: 132
        case .udpLite: 136
        }
    }

    /// The protocols whose ports Kubernetes and Calico know.
    static let withPorts: [TransportName] = [.tcp, .udp, .sctp]
}

/// Whether rules for the protocol `number` may speak of ports.
func hasPorts(_ number: UInt8) -> Bool {
    TransportName.withPorts.contains { $0.number == number }
}

extension FieldValue {
    /// The number of a protocol given by name or, also in quotes, by number.
    func transport() -> UInt8? {
        guard case .scalar(let scalar) = node.content else {
            fail("expected the name or number of a protocol, found \(node.typeName)")
            return nil
        }
        let unquoted = Scalar(scalar.text).resolution
        if case .integer = unquoted {
            let plain = FieldValue(
                node: DocumentNode(.scalar(Scalar(scalar.text)), at: node.position), path: path,
                report: report)
            return UInt8(plain.integer(in: 1...255))
        }
        return word(TransportName.self)?.number
    }

    /// The number of one of the protocols that have ports, given by name.
    func transportWithPorts() -> UInt8 {
        let text = string()
        if let name = TransportName(rawValue: text), TransportName.withPorts.contains(name) {
            return name.number
        }
        failUnknown(text, known: TransportName.withPorts.map(\.rawValue))
        return TransportName.tcp.number
    }

    func port() -> UInt16 { UInt16(integer(in: 1...65535)) }

    /// A port as Calico's rules have it: a number, `first:last`, or a name.
    func portMatch() -> PortMatch? {
        guard case .scalar(let scalar) = node.content else {
            fail("expected a port, found \(node.typeName)")
            return nil
        }
        switch scalar.resolution {
        case .integer:
            let port = port()
            return .range(port...port)
        case .null, .boolean, .float, .ambiguous:
            fail("\(scalar.text) is no port: neither a number, nor a range such as 8000:8080, nor a name")
            return nil
        case .string: return portMatch(scalar.text)
        }
    }

    private func portMatch(_ text: String) -> PortMatch? {
        guard !text.isEmpty else {
            fail("is empty")
            return nil
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) && !$0.isEmpty }) else {
            if isPortName(text) { return .named(text) }
            fail("\(text) is no port: neither a number, nor a range such as 8000:8080, nor a name")
            return nil
        }
        let numbers = parts.compactMap { UInt16($0) }
        guard parts.count <= 2, numbers.count == parts.count, let first = numbers.first,
            let last = numbers.last,
            first > 0
        else {
            fail("\(text) is no port or range of ports from 1 to 65535")
            return nil
        }
        guard first <= last else {
            fail("the range \(text) ends before it begins")
            return nil
        }
        return .range(first...last)
    }
}
