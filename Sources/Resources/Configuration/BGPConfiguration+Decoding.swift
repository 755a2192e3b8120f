import Addressing

extension BGPConfiguration {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name)
        guard var spec = manifest.take("spec")?.fields() else { return }
        for field in ["serviceClusterIPs", "serviceExternalIPs", "serviceLoadBalancerIPs"] {
            serviceBlocks += spec.take(field)?.items().compactMap { $0.cidr() } ?? []
        }
        spec.finishAllowingOthers()
    }
}

extension FieldValue {
    fileprivate func cidr() -> IPPrefix? {
        var fields = self.fields()
        let prefix = fields.require("cidr")?.prefix()
        fields.finish()
        return prefix
    }
}
