import Addressing

extension HostEndpoint {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(
            name: metadata.name, labels: metadata.labels, node: "", interface: .withExpectedAddress)
        guard var spec = manifest.require("spec")?.fields() else { return }
        node = spec.take("node")?.string() ?? ""
        expectedAddresses = spec.take("expectedIPs")?.items().compactMap { $0.address() } ?? []
        if let name = spec.take("interfaceName"), !name.string().isEmpty {
            interface = name.string() == "*" ? .all : .named(name.interfaceName())
        } else if expectedAddresses.isEmpty {
            spec.fail("interfaceName", "is required where there are no expectedIPs")
        }
        profiles = spec.take("profiles")?.items().map { $0.filledString() } ?? []
        ports = spec.take("ports")?.items().map { EndpointPort(host: $0) } ?? []
        if node.isEmpty { spec.fail("node", "is required") }
        spec.finish()
    }
}

extension EndpointPort {
    fileprivate init(host value: FieldValue) {
        var fields = value.fields()
        let name = fields.require("name")?.filledString() ?? ""
        let transport = fields.require("protocol")?.transportWithPorts() ?? 0
        let port = fields.require("port")?.port() ?? 0
        if !name.isEmpty, !isPortName(name) { fields.fail("name", "\(name) is no name for a port") }
        fields.finish()
        self.init(name: name, port: port, transport: transport)
    }
}
