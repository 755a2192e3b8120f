import Addressing

extension Node {
    init(_ manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name, labels: metadata.labels)
        if var spec = manifest.take("spec")?.fields() {
            podBlocks = spec.podBlocks()
            spec.finishAllowingOthers()
        }
        if var status = manifest.take("status")?.fields() {
            for value in status.take("addresses")?.items() ?? [] { addNodeAddress(value) }
            status.finishAllowingOthers()
        }
        if var annotations = metadata.annotationFields { take(&annotations) }
    }

    /// One of `status.addresses`, which may be a host name and not an address.
    private mutating func addNodeAddress(_ value: FieldValue) {
        var fields = value.fields()
        let type = fields.require("type")?.string()
        let field = fields.require("address")
        fields.finishAllowingOthers()
        guard type == "InternalIP" || type == "ExternalIP", let address = field?.address() else { return }
        addresses.append(address)
        guard type == "InternalIP", attachment[address.family].internalAddress == nil else { return }
        attachment[address.family].internalAddress = address
    }

    /// What calico/node writes to Kubernetes' Node, where there is no datastore of its own.
    private mutating func take(_ annotations: inout FieldReader) {
        for family in IPFamily.allCases {
            if let given = annotations.take("projectcalico.org/\(family.keyword)Address")?.hostPrefix(family)
            {
                (attachment[family].address, attachment[family].prefixLength) = (given.address, given.length)
            }
            attachment[family].tunnelAddress = annotations.take(
                "projectcalico.org/\(family.keyword)VXLANTunnelAddr")?.address(of: family)
            let ending = family == .v4 ? "" : "V6"
            attachment[family].tunnelLinkAddress =
                annotations.take("projectcalico.org/VXLANTunnelMACAddr\(ending)")?.linkAddress()
            attachment[family].wireGuardKey =
                annotations.take("projectcalico.org/WireguardPublicKey\(ending)")?.wireGuardKey()
            attachment[family].wireGuardAddress = annotations.take(
                "projectcalico.org/\(family.keyword)WireguardInterfaceAddr")?.address(of: family)
        }
        ipipAddress = annotations.take("projectcalico.org/IPv4IPIPTunnelAddr")?.address(of: .v4)
        asNumber = annotations.take("projectcalico.org/ASNumber")?.asNumber()
        reflectorCluster = annotations.take("projectcalico.org/RouteReflectorClusterID")?.address(of: .v4)
    }
}

extension FieldReader {
    /// `podCIDRs`, or the older `podCIDR`, which is the first of them.
    fileprivate mutating func podBlocks() -> [IPPrefix] {
        let first = take("podCIDR").flatMap { $0.isEmptyText ? nil : $0.prefix() }
        let field = take("podCIDRs")
        let all = field?.prefixes() ?? []
        for family in IPFamily.allCases where all.count(where: { $0.family == family }) > 1 {
            field?.fail("has two blocks of \(family); a node has one of each family at most")
        }
        return all.isEmpty ? [first].compactMap(\.self) : all
    }
}

extension IPFamily {
    /// As Calico's fields begin, after `projectcalico.org/`.
    var keyword: String { self == .v4 ? "IPv4" : "IPv6" }
}
