import Addressing
import YAML

extension PolicyRule {
    /// Reads a rule of a policy or profile and checks that its parts go together.
    init(_ value: FieldValue) {
        var fields = value.fields()
        let action = fields.require("action")?.word(Action.self)
        self.init(action ?? .deny)
        family = fields.take("ipVersion")?.family()
        transport = fields.take("protocol")?.transport()
        notTransport = fields.take("notProtocol")?.transport()
        icmp = fields.take("icmp").map { ICMPMatch($0) }
        notICMP = fields.take("notICMP").map { ICMPMatch($0) }
        source = EntityRule(fields.take("source"))
        destination = EntityRule(fields.take("destination"))
        fields.take("http")?.fail("requests inside of connections are not seen here: http cannot be enforced")
        if var metadata = fields.take("metadata")?.fields() {
            annotations = metadata.take("annotations")?.stringMap() ?? [:]
            metadata.finish()
        }
        checkICMP(fields)
        checkPorts(fields)
        checkFamilies(fields)
        fields.finish()
    }

    private func checkICMP(_ fields: FieldReader) {
        for (field, given) in [("icmp", icmp), ("notICMP", notICMP)] where given != nil {
            guard transport != TransportName.icmp.number, transport != TransportName.icmpv6.number else {
                continue
            }
            fields.fail(field, "needs protocol ICMP or ICMPv6")
        }
        if transport == TransportName.icmp.number, family == .v6 {
            fields.fail("ipVersion", "ICMP is for IPv4; for IPv6 the protocol is ICMPv6")
        }
        if transport == TransportName.icmpv6.number, family == .v4 {
            fields.fail("ipVersion", "ICMPv6 is for IPv6; for IPv4 the protocol is ICMP")
        }
    }

    /// Numbers of ports need a protocol; names bring theirs along.
    private func checkPorts(_ fields: FieldReader) {
        if let transport, hasPorts(transport) { return }
        for (field, entity) in [("source", source), ("destination", destination)] {
            let ports = entity.ports + entity.notPorts
            guard ports.contains(where: { $0.isNumeric || transport != nil }) else { continue }
            fields.fail(field, "ports need protocol TCP, UDP or SCTP")
        }
    }

    /// A rule that no packet of either family can match is a mistake.
    private func checkFamilies(_ fields: FieldReader) {
        var possible: Set<IPFamily> = family.map { [$0] } ?? [.v4, .v6]
        for (field, entity) in [("source", source), ("destination", destination)] {
            for nets in [entity.nets, entity.notNets] where !nets.isEmpty {
                possible.formIntersection(nets.map(\.family))
                guard possible.isEmpty else { continue }
                fields.fail(
                    field, "no packet can match: the rule's ipVersion and nets are of different IP versions")
                return
            }
        }
    }
}

extension PortMatch {
    fileprivate var isNumeric: Bool {
        switch self {
        case .range: true
        case .named: false
        }
    }
}

extension ICMPMatch {
    fileprivate init(_ value: FieldValue) {
        var fields = value.fields()
        let type = fields.require("type")?.integer(in: 0...254) ?? 0
        let code = fields.take("code")?.integer(in: 0...255)
        fields.finish()
        self.init(type: UInt8(type), code: code.map { UInt8($0) })
    }
}

extension FieldValue {
    /// The IP version 4 or 6.
    fileprivate func family() -> IPFamily? {
        guard case .scalar(let scalar) = node.content, case .integer(let number?) = scalar.resolution,
            let family = UInt8(exactly: number).flatMap({ IPFamily(rawValue: $0) })
        else {
            fail("has to be the number 4 or 6")
            return nil
        }
        return family
    }
}
