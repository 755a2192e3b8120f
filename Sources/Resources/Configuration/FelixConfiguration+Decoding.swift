import Addressing
import Selectors
import YAML

extension FelixConfiguration {
    /// Reads the settings as the text that an environment variable would have.
    ///
    /// Which of them there are, and what they may be, is known where configuration is read: there are more of
    /// them than this agent knows, and more with each release of Calico.
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name)
        guard let value = manifest.take("spec") else { return }
        var spec = value.fields()
        nodeSelector = spec.take("nodeSelector")?.conditionalSelector()
        settings = spec.rest().compactMap { field in
            guard !field.value.node.isNull else { return nil }
            return field.value.settingText().map {
                Setting(
                    name: field.key, value: $0,
                    position: manifest.value.report.place(field.value.node.position))
            }
        }
    }
}

extension FieldValue {
    /// The value as Felix's environment has it; nil after reporting one that no setting can have.
    fileprivate func settingText() -> String? {
        switch node.content {
        case .scalar(let scalar): return duration(scalar) ?? scalar.text
        case .sequence:
            let parts = items().compactMap { $0.listedText() }
            // An empty list is not the same as none given.
            return parts.isEmpty ? "none" : parts.joined(separator: ",")
        case .mapping:
            return stringMap().sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
                separator: ",")
        }
    }

    private func listedText() -> String? {
        guard case .mapping = node.content else {
            guard case .scalar(let scalar) = node.content else {
                fail("expected a value, found \(node.typeName)")
                return nil
            }
            return scalar.text
        }
        return port()
    }

    /// A protocol, a port, and perhaps the block that it is for: `tcp:[2001:db8::/32]:22`.
    private func port() -> String? {
        var fields = self.fields()
        let transport = fields.take("protocol")?.transportWithPorts() ?? TransportName.tcp.number
        let number = fields.require("port")?.integer(in: 0...65535)
        let net = fields.take("net").flatMap { $0.string().isEmpty ? nil : $0.prefix() }
        fields.finish()
        guard let number else { return nil }
        let name = TransportName.allCases.first { $0.number == transport }?.rawValue.lowercased() ?? "tcp"
        guard let net else { return "\(name):\(number)" }
        return "\(name):\(net.family == .v6 ? "[\(net)]" : "\(net)"):\(number)"
    }

    /// A duration such as `1m30s` in seconds, as Felix's environment has it; nil for anything else.
    private func duration(_ scalar: Scalar) -> String? {
        let units = ["h": 3600.0, "m": 60, "s": 1, "ms": 0.001, "us": 0.000_001, "ns": 0.000_000_001]
        var rest = scalar.text[...]
        var seconds = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(digits.count).prefix { !$0.isNumber && $0 != "." }
            guard let number = Double(digits), let factor = units[String(unit)] else { return nil }
            seconds += number * factor
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
    }
}
