import Addressing

extension WorkloadEndpoint {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(
            namespace: metadata.namespace, name: metadata.name, labels: metadata.labels, node: "",
            interfaceName: "")
        guard var spec = manifest.require("spec")?.fields() else { return }
        node = spec.take("node")?.string() ?? ""
        orchestrator = spec.take("orchestrator")?.string() ?? orchestrator
        workload = spec.take("workload")?.string() ?? ""
        let pod = spec.take("pod")?.string() ?? ""
        if workload.isEmpty { workload = pod }
        serviceAccount = spec.take("serviceAccountName")?.string() ?? ""
        interfaceName = spec.require("interfaceName")?.interfaceName() ?? ""
        mac = spec.take("mac")?.mac()
        addresses = spec.take("ipNetworks")?.items().compactMap { $0.hostAddress() } ?? []
        profiles = spec.take("profiles")?.items().map { $0.filledString() } ?? []
        ports = spec.take("ports")?.items().compactMap { EndpointPort(calico: $0) } ?? []
        _ = spec.take("containerID")?.containerID()
        spec.ignore(["endpoint", "ipv4Gateway", "ipv6Gateway"])
        extras = metadata.extras
        readExtras(&spec)
        spec.finish()
    }

    /// Reads what rides with the endpoint; its fields rule over its annotations.
    private mutating func readExtras(_ spec: inout FieldReader) {
        if let nats = spec.take("ipNATs") {
            extras.floatingAddresses = nats.items().compactMap { floatingAddress($0) }
        }
        if let prefixes = spec.take("allowSpoofedSourcePrefixes") {
            extras.allowedSources = prefixes.prefixes()
        }
        guard var controls = spec.take("qosControls")?.fields() else { return }
        extras.ingressLimits = TrafficLimits(&controls, "ingress")
        extras.egressLimits = TrafficLimits(&controls, "egress")
        if let mark = controls.take("dscp") { extras.dscp = UInt8(mark.integer(in: 0...63)) }
        for name in ["Bandwidth", "Burst", "Peakrate", "Minburst"] {
            for direction in ["ingress", "egress"] {
                controls.take(direction + name)?.warn("bandwidth is not limited here")
            }
        }
        controls.finish()
    }

    private func floatingAddress(_ value: FieldValue) -> FloatingAddress? {
        var fields = value.fields()
        let inside = fields.require("internalIP")?.address()
        let outside = fields.require("externalIP")?.address()
        fields.finish()
        guard let inside, let outside else { return nil }
        if inside.family != outside.family { value.fail("both addresses have to be of one IP version") }
        if !addresses.contains(inside) { fields.fail("internalIP", "\(inside) is none of ipNetworks") }
        return FloatingAddress(external: outside, internal: inside)
    }
}

extension EndpointPort {
    /// Reads a port of a WorkloadEndpoint; one without a name only serves a host port, and is nil.
    fileprivate init?(calico value: FieldValue) {
        var fields = value.fields()
        let name = fields.take("name")?.string() ?? ""
        let transport = fields.require("protocol")?.transportWithPorts() ?? 0
        let port = fields.require("port")?.port() ?? 0
        let hostPort = fields.take("hostPort")?.integer(in: 0...65535) ?? 0
        if let address = fields.take("hostIP"), !address.string().isEmpty { _ = address.address() }
        if name.isEmpty {
            if hostPort == 0 { fields.fail("name", "is required for a port without hostPort") }
        } else if !isPortName(name) {
            fields.fail("name", "\(name) is no name for a port")
        }
        fields.finish()
        guard !name.isEmpty else { return nil }
        self.init(name: name, port: port, transport: transport)
    }
}

extension FieldValue {
    func interfaceName() -> String {
        let name = filledString()
        if !name.isEmpty, !isInterfaceName(name) {
            fail("\(name) is no interface name (1 to 15 letters, digits and -_.)")
        }
        return name
    }

    /// The one address of a block such as `10.0.0.1/32`.
    fileprivate func hostAddress() -> IPAddress? {
        guard let prefix = prefix() else { return nil }
        guard prefix.isHost else {
            fail("has to be a single address, /\(prefix.family.addressBits)")
            return nil
        }
        return prefix.address
    }

    /// Six bytes in hexadecimal, joined by colons.
    fileprivate func mac() -> String? {
        let text = string()
        guard !text.isEmpty else { return nil }
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let isValid =
            parts.count == 6 && parts.allSatisfy { $0.count == 2 && UInt8(Substring($0), radix: 16) != nil }
        guard isValid, !text.utf8.contains(UInt8(ascii: "+")) else {
            fail("\(text) is no MAC address, such as 0e:a5:44:7c:00:01")
            return nil
        }
        return text
    }

    fileprivate func containerID() -> String {
        let text = string()
        let edge: (UInt8?) -> Bool = { $0.map { isDigit($0) || isLowerLetter($0 | 0x20) } ?? true }
        if !text.isEmpty, !edge(text.utf8.first) || !edge(text.utf8.last) || text.utf8.contains(0x20) {
            fail("\(text) is no container ID")
        }
        return text
    }
}
