import Addressing

extension Node {
    /// Reads Calico's Node (`projectcalico.org/v3`).
    init(calico manifest: inout FieldReader, _ metadata: ObjectMetadata) {
        self.init(name: metadata.name, labels: metadata.labels)
        if var status = manifest.take("status")?.fields() {
            for family in IPFamily.allCases {
                attachment[family].wireGuardKey =
                    status.take("wireguardPublicKey\(family == .v4 ? "" : "V6")")?.wireGuardKey()
            }
            status.finishAllowingOthers()
        }
        guard var spec = manifest.take("spec")?.fields() else { return }
        if var bgp = spec.take("bgp")?.fields() { take(bgp: &bgp) }
        for family in IPFamily.allCases {
            let prefix = family == .v4 ? "ipv4" : "ipv6"
            attachment[family].tunnelAddress =
                spec.take("\(prefix)VXLANTunnelAddr")?.address(of: family)
            attachment[family].tunnelLinkAddress =
                spec.take(family == .v4 ? "vxlanTunnelMACAddr" : "vxlanTunnelMACAddrV6")?.linkAddress()
            addresses += [attachment[family].address].compactMap(\.self)
        }
        for item in spec.take("addresses")?.items() ?? [] { addAddress(item) }
        if var wireGuard = spec.take("wireguard")?.fields() {
            for family in IPFamily.allCases {
                attachment[family].wireGuardAddress =
                    wireGuard.take("interface\(family)Address")?.address(of: family)
            }
            wireGuard.finish()
        }
        // How nodes are called elsewhere.
        spec.ignore(["orchRefs"])
        spec.finish()
    }

    private mutating func take(bgp: inout FieldReader) {
        for family in IPFamily.allCases {
            let field = bgp.take(family == .v4 ? "ipv4Address" : "ipv6Address")
            guard let given = field?.hostPrefix(family) else { continue }
            (attachment[family].address, attachment[family].prefixLength) = (given.address, given.length)
        }
        asNumber = bgp.take("asNumber")?.asNumber()
        reflectorCluster = bgp.take("routeReflectorClusterID")?.address(of: .v4)
        ipipAddress = bgp.take("ipv4IPIPTunnelAddr")?.address(of: .v4)
        bgp.finish()
    }

    /// One of `spec.addresses`.
    private mutating func addAddress(_ value: FieldValue) {
        var fields = value.fields()
        let field = fields.require("address")
        let type = fields.take("type")?.string()
        fields.finish()
        guard type == nil || type == "InternalIP" || type == "ExternalIP" || type == "CalicoNodeIP",
            let address = field?.hostPrefix()?.address
        else { return }
        if !addresses.contains(address) { addresses.append(address) }
        if type == "InternalIP", attachment[address.family].internalAddress == nil {
            attachment[address.family].internalAddress = address
        }
    }
}
