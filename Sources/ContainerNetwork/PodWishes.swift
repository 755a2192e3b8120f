package import Addressing
package import Resources

/// What a pod's annotations ask of the plugin.
///
/// https://docs.tigera.io/calico/latest/reference/configure-cni-plugins, "Using Kubernetes annotations".
package struct PodWishes: Sendable {
    /// `ipAddrs`: given through address management.
    package var addresses: [IPAddress] = []
    /// `ipAddrsNoIpam`.
    package var unmanagedAddresses: [IPAddress] = []
    /// `ipv4pools`, `ipv6pools`: names or blocks; `nil` where the annotation is not there.
    package var pools = DualStack<[String]?>(v4: nil, v6: nil)
    /// `ipFamilies`.
    package var families: Set<IPFamily>?
    /// `hwAddr`: of the workload's end of the link.
    package var mac: String?

    /// - Parameter namespace: the pod's, whose annotations of pools count where the pod has none of the family.
    /// - Throws: an annotation that cannot be understood, by its name: the pod would get what it did not ask for.
    package init(_ pod: Pod?, in namespace: Namespace? = nil) throws(PluginError) {
        let annotations = pod?.annotations ?? [:]
        addresses = try oneOfEach(addressList("ipAddrs", in: annotations))
        unmanagedAddresses = try oneOfEach(addressList("ipAddrsNoIpam", in: annotations))
        guard addresses.isEmpty || unmanagedAddresses.isEmpty else {
            throw PluginError(.badConfiguration, "ipAddrs and ipAddrsNoIpam exclude each other")
        }
        pools = try DualStack { family throws(PluginError) in
            let name = family == .v4 ? "ipv4pools" : "ipv6pools"
            if let own = try list(name, in: annotations) { return own }
            return try list(name, in: namespace?.annotations ?? [:])
        }
        families = try list("ipFamilies", in: annotations).map { names throws(PluginError) in
            var families: Set<IPFamily> = []
            for name in names {
                guard let family = IPFamily.allCases.first(where: { $0.description == name }) else {
                    throw PluginError(
                        .badConfiguration, "the annotation ipFamilies has \(name), not IPv4 or IPv6")
                }
                families.insert(family)
            }
            return families
        }
        mac = annotations["\(domain)hwAddr"]
    }

    /// - Throws: what is asked for that only this node's ledger can give.
    package func refuseDelegation(to name: String) throws(PluginError) {
        let asked = [
            addresses.isEmpty ? nil : "ipAddrs", unmanagedAddresses.isEmpty ? nil : "ipAddrsNoIpam",
            pools.v4.map { _ in "ipv4pools" }, pools.v6.map { _ in "ipv6pools" },
            families.map { _ in "ipFamilies" },
        ].compactMap(\.self)
        guard let first = asked.first else { return }
        throw PluginError(
            .badConfiguration, "the annotation \(first) is not for \(name), which gives the addresses here")
    }

    func unmanaged(_ configuration: NetworkConfiguration) throws(PluginError) -> [IPAddress] {
        guard !unmanagedAddresses.isEmpty, !configuration.allowsAddressesWithoutManagement else {
            return unmanagedAddresses
        }
        throw PluginError(
            .badConfiguration, "the annotation ipAddrsNoIpam needs feature_control.ip_addrs_no_ipam")
    }
}

private let domain = "cni.projectcalico.org/"

private func addressList(
    _ name: String, in annotations: [String: String]
) throws(PluginError) -> [IPAddress] {
    var addresses: [IPAddress] = []
    for text in try list(name, in: annotations) ?? [] {
        guard let address = IPAddress(text) else {
            throw PluginError(.badConfiguration, "the annotation \(name) has what is no address: \(text)")
        }
        addresses.append(address)
    }
    return addresses
}

/// The strings of an annotation that holds a JSON list.
private func list(
    _ name: String, in annotations: [String: String]
) throws(PluginError) -> [String]? {
    guard let text = annotations[domain + name], !text.isEmpty else { return nil }
    let items = (try? JSONValue(Array(text.utf8)))?.items
    let strings = items?.compactMap(\.string)
    guard let strings, strings.count == items?.count else {
        throw PluginError(.badConfiguration, "the annotation \(name) is no JSON list of strings: \(text)")
    }
    return strings
}
