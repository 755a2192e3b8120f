import Addressing
import YAML

extension EndpointExtras {
    /// Reads what annotations of a pod or endpoint ask for.
    ///
    /// A Pod's annotations are not checked by Kubernetes, so that a mistake in one is no reason to leave the
    /// pod without network: it is reported, and what it asks for is left out.
    init(annotations: FieldValue?) {
        self.init()
        guard let annotations, case .mapping = annotations.node.content else { return }
        allowedSources = annotations.list("cni.projectcalico.org/allowedSourcePrefixes") { IPPrefix($0) }
        floatingAddresses = annotations.list("cni.projectcalico.org/floatingIPs") {
            IPAddress($0).map { FloatingAddress(external: $0, internal: nil) }
        }
        let quality = "qos.projectcalico.org/"
        ingressLimits = TrafficLimits(annotations, quality + "ingress")
        egressLimits = TrafficLimits(annotations, quality + "egress")
        dscp = annotations.annotation(quality + "dscp").flatMap { $0.dscp() }
        for name in ["Bandwidth", "Burst", "Peakrate", "Minburst"] {
            for direction in ["ingress", "egress"] {
                annotations.annotation(quality + direction + name)?.warn("bandwidth is not limited here")
            }
        }
    }
}

extension TrafficLimits {
    fileprivate init(_ annotations: FieldValue, _ prefix: String) {
        self.init()
        packetRate = annotations.annotation(prefix + "PacketRate").flatMap {
            $0.quantity(upTo: 1_000_000_000)
        }
        packetBurst = annotations.annotation(prefix + "PacketBurst").flatMap { $0.quantity(upTo: 1_000_000) }
        connections = annotations.annotation(prefix + "MaxConnections")
            .flatMap { $0.quantity(upTo: UInt64(UInt32.max)) }.map { UInt32($0) }
    }

    /// Reads one direction of `spec.qosControls` of a WorkloadEndpoint, where fields are called
    /// `ingressPacketRate` and so on.
    init(_ controls: inout FieldReader, _ direction: String) {
        self.init()
        packetRate = controls.take(direction + "PacketRate").map { UInt64($0.integer(in: 0...1_000_000_000)) }
        packetBurst = controls.take(direction + "PacketBurst").map { UInt64($0.integer(in: 0...1_000_000)) }
        connections = controls.take(direction + "MaxConnections")
            .map { UInt32($0.integer(in: 0...Int(UInt32.max))) }
        // Zero is how Calico's exports write no limit.
        if packetRate == 0 { packetRate = nil }
        if packetBurst == 0 { packetBurst = nil }
        if connections == 0 { connections = nil }
    }
}

extension FieldValue {
    /// The value of the annotation `name`.
    fileprivate func annotation(_ name: String) -> FieldValue? {
        guard case .mapping(let fields) = node.content,
            let field = fields.first(where: { $0.key == name }), !field.value.isNull
        else { return nil }
        return FieldValue(node: field.value, path: .field(name, of: path), report: report)
    }

    /// An annotation that holds a list as JSON, such as `["10.0.0.0/8"]`.
    fileprivate func list<Item>(_ name: String, _ item: (String) -> Item?) -> [Item] {
        guard let value = annotation(name), case .scalar(let scalar) = value.node.content else { return [] }
        var stream = try? DocumentStream(Array(scalar.text.utf8))
        guard let document = try? stream?.next(), case .sequence(let nodes) = document.content else {
            value.warn("expected a list such as [\"192.0.2.1\"]: it has no effect")
            return []
        }
        return nodes.compactMap { node in
            guard case .scalar(let scalar) = node.content, let found = item(scalar.text) else {
                value.warn("\(node.typeName) that cannot be understood: it has no effect")
                return nil
            }
            return found
        }
    }

    /// A whole number, perhaps with one of Kubernetes' suffixes, greater than zero.
    fileprivate func quantity(upTo limit: UInt64) -> UInt64? {
        guard case .scalar(let scalar) = node.content else { return nil }
        let suffixes: [String: UInt64] = [
            "": 1, "k": 1000, "M": 1_000_000, "G": 1_000_000_000, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30,
        ]
        let digits = scalar.text.prefix { $0.isNumber }
        let suffix = String(scalar.text.dropFirst(digits.count))
        let (value, isTooLarge) = (UInt64(digits) ?? 0).multipliedReportingOverflow(by: suffixes[suffix] ?? 0)
        guard value > 0, !isTooLarge, value <= limit else {
            warn("has to be a number from 1 to \(limit): it has no effect")
            return nil
        }
        return value
    }

    /// A differentiated services code point, by number or by its name in RFC 2474, 2597, 3246 and 5865.
    fileprivate func dscp() -> UInt8? {
        guard case .scalar(let scalar) = node.content else { return nil }
        if let number = UInt8(scalar.text), number < 64 { return number }
        if let value = codePoints[scalar.text.uppercased()] { return value }
        warn("\(scalar.text) is no DSCP value, 0 to 63 or a name such as AF11: it has no effect")
        return nil
    }
}

private let codePoints: [String: UInt8] = {
    var result: [String: UInt8] = ["DF": 0, "EF": 46, "VA": 44, "LE": 1]
    for level in UInt8(0)...7 { result["CS\(level)"] = level * 8 }
    for level in UInt8(1)...4 {
        for drop in UInt8(1)...3 { result["AF\(level)\(drop)"] = level * 8 + drop * 2 }
    }
    return result
}()
