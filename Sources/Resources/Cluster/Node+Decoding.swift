import Addressing

extension Node {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name, labels: metadata.labels)
        manifest.ignore(["spec"])
        guard var status = manifest.take("status")?.fields() else { return }
        addresses = status.take("addresses")?.items().compactMap { nodeAddress($0) } ?? []
        status.finishAllowingOthers()
    }
}

/// One of `status.addresses`, nil if it is a host name and not an address.
private func nodeAddress(_ value: FieldValue) -> IPAddress? {
    var fields = value.fields()
    let type = fields.require("type")?.string()
    let address = fields.require("address")
    fields.finishAllowingOthers()
    return type == "InternalIP" || type == "ExternalIP" ? address?.address() : nil
}
