import Addressing

extension EndpointSlice {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(
            namespace: metadata.namespace, name: metadata.name,
            serviceName: metadata.labels["kubernetes.io/service-name"] ?? "")
        let type = manifest.require("addressType")?.word(AddressType.self)
        let endpoints = manifest.take("endpoints")?.items() ?? []
        // A slice of host names has no address that a packet could have.
        let read = endpoints.map { $0.endpoint(hasNames: type == .hostName) }
        addresses = read.flatMap(\.addresses)
        readyNodes = Set(read.compactMap(\.readyNode)).sorted()
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
    /// The addresses of an endpoint, and the node that it is on, if it is ready.
    fileprivate func endpoint(hasNames: Bool) -> (addresses: [IPAddress], readyNode: String?) {
        var fields = self.fields()
        let list = fields.require("addresses")?.items() ?? []
        let node = fields.take("nodeName")?.string()
        // What says nothing of it is ready, as the API has it.
        var isReady = true
        if var conditions = fields.take("conditions")?.fields() {
            isReady = conditions.take("ready")?.boolean() ?? true
            conditions.finishAllowingOthers()
        }
        fields.finishAllowingOthers()
        return (hasNames ? [] : list.compactMap { $0.address() }, isReady ? node : nil)
    }
}
