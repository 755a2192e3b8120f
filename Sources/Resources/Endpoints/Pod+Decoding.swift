import Addressing

extension Pod {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(
            namespace: metadata.namespace, name: metadata.name, labels: metadata.labels,
            annotations: metadata.annotations)
        extras = metadata.extras
        readSpec(&manifest)
        readStatus(&manifest)
    }

    private mutating func readSpec(_ manifest: inout FieldReader) {
        guard var spec = manifest.take("spec")?.fields() else { return }
        nodeName = spec.take("nodeName")?.string() ?? ""
        let named = [spec.take("serviceAccountName"), spec.take("serviceAccount")].compactMap { $0?.string() }
        serviceAccount = named.first { !$0.isEmpty } ?? serviceAccount
        isHostNetwork = spec.take("hostNetwork")?.boolean() ?? false
        ports = spec.take("containers")?.items().flatMap { containerPorts($0, runs: true) } ?? []
        // An init container that is restarted always is a sidecar: it runs, and listens, beside the others.
        ports += spec.take("initContainers")?.items().flatMap { containerPorts($0, runs: false) } ?? []
        spec.finishAllowingOthers()
    }

    private mutating func readStatus(_ manifest: inout FieldReader) {
        guard var status = manifest.take("status")?.fields() else { return }
        let phase = status.take("phase")?.word(PodPhase.self)
        isFinished = phase == .succeeded || phase == .failed
        let first = status.take("podIP").flatMap { $0.string().isEmpty ? nil : $0.address() }
        addresses = status.take("podIPs")?.items().compactMap { podAddress($0) } ?? []
        if addresses.isEmpty, let first { addresses = [first] }
        status.finishAllowingOthers()
    }
}

private enum PodPhase: String, CaseIterable {
    case pending = "Pending"
    case running = "Running"
    case succeeded = "Succeeded"
    case failed = "Failed"
    case unknown = "Unknown"
}

/// One of `status.podIPs`.
private func podAddress(_ value: FieldValue) -> IPAddress? {
    var fields = value.fields()
    let address = fields.require("ip")?.address()
    fields.finish()
    return address
}

/// The named ports of a container, none if it does not run beside the others.
private func containerPorts(_ value: FieldValue, runs: Bool) -> [EndpointPort] {
    var fields = value.fields()
    let restarts = fields.take("restartPolicy")?.string() == "Always"
    let ports = fields.take("ports")?.items().compactMap { EndpointPort(container: $0) } ?? []
    fields.ignore(["name", "image"])
    fields.finishAllowingOthers()
    return runs || restarts ? ports : []
}

extension EndpointPort {
    /// Reads a port of a container, nil if it has no name.
    fileprivate init?(container value: FieldValue) {
        var fields = value.fields()
        let name = fields.take("name")?.string() ?? ""
        let port = fields.require("containerPort")?.port() ?? 0
        let transport = fields.take("protocol")?.transportWithPorts() ?? TransportName.tcp.number
        fields.ignore(["hostPort", "hostIP"])
        fields.finishAllowingOthers()
        guard !name.isEmpty else { return nil }
        self.init(name: name, port: port, transport: transport)
    }
}
