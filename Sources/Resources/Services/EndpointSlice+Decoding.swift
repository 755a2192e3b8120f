import Addressing

extension EndpointSlice {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(
            namespace: metadata.namespace, name: metadata.name,
            serviceName: metadata.labels["kubernetes.io/service-name"] ?? "")
        let type = manifest.require("addressType")?.word(AddressType.self)
        let endpoints = manifest.take("endpoints")?.items() ?? []
        // A slice of host names has no address that a packet could have.
        addresses = endpoints.flatMap { $0.addresses(areNames: type == .hostName) }
        ports = manifest.take("ports")?.items().map { Port($0) } ?? []
    }

    private enum AddressType: String, CaseIterable {
        case ipv4 = "IPv4"
        case ipv6 = "IPv6"
        case hostName = "FQDN"
    }
}

extension EndpointSlice.Port {
    fileprivate init(_ value: FieldValue) {
        var fields = value.fields()
        let name = fields.take("name")?.string() ?? ""
        let port = fields.take("port")?.port()
        let transport = fields.take("protocol")?.transportWithPorts() ?? TransportName.tcp.number
        fields.finishAllowingOthers()
        self.init(name: name, port: port, transport: transport)
    }
}

extension FieldValue {
    fileprivate func addresses(areNames: Bool) -> [IPAddress] {
        var fields = self.fields()
        let list = fields.require("addresses")?.items() ?? []
        fields.finishAllowingOthers()
        return areNames ? [] : list.compactMap { $0.address() }
    }
}
