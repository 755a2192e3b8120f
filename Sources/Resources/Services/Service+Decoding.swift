import Addressing

extension Service {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(namespace: metadata.namespace, name: metadata.name)
        if var spec = manifest.take("spec")?.fields() {
            let first = spec.take("clusterIP").flatMap { $0.clusterAddress() }
            clusterAddresses = spec.take("clusterIPs")?.items().compactMap { $0.clusterAddress() } ?? []
            if clusterAddresses.isEmpty, let first { clusterAddresses = [first] }
            externalAddresses = spec.take("externalIPs")?.items().compactMap { $0.address() } ?? []
            if let policy = spec.take("externalTrafficPolicy"), !policy.isEmptyText {
                keepsExternalTrafficLocal = policy.word(TrafficPolicy.self) == .local
            }
            spec.finishAllowingOthers()
        }
        guard var status = manifest.take("status")?.fields() else { return }
        if var balancer = status.take("loadBalancer")?.fields() {
            loadBalancerAddresses =
                balancer.take("ingress")?.items().compactMap { $0.balancerAddress() } ?? []
            balancer.finishAllowingOthers()
        }
        status.finishAllowingOthers()
    }
}

extension Service {
    private enum TrafficPolicy: String, CaseIterable {
        case cluster = "Cluster"
        case local = "Local"
    }
}

extension FieldValue {
    /// An address of the service; nil for none yet and for `None`, a headless service.
    fileprivate func clusterAddress() -> IPAddress? {
        let text = string()
        return text.isEmpty || text == "None" ? nil : address()
    }

    /// An address of the load balancer; nil where it has a host name instead.
    fileprivate func balancerAddress() -> IPAddress? {
        var fields = self.fields()
        let address = fields.take("ip").flatMap { $0.string().isEmpty ? nil : $0.address() }
        fields.finishAllowingOthers()
        return address
    }
}
