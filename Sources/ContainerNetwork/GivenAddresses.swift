package import Addressing

/// What a workload was given, by this node's ledger or by another plugin.
package struct GivenAddresses: Sendable {
    /// At most one of each family, of the primary family first.
    package var addresses: [IPAddress]
    /// What it is to reach by its interface, of families for which there is any; else everything.
    package var routes: [AttachmentResult.Route]
    package var dns: JSONValue?

    package init(_ addresses: [IPAddress], routes: [AttachmentResult.Route], dns: JSONValue?) {
        self.addresses = addresses
        self.routes = routes
        self.dns = dns
    }

    /// Takes what another plugin gave, of the families that the node serves.
    ///
    /// - Throws: for two addresses of one family, which no pod can have, and for none.
    package init(_ result: AttachmentResult, _ facts: ClusterFacts) throws(PluginError) {
        let served = result.addresses.map(\.address).filter { facts.isServed[$0.family] }
        addresses = try oneOfEach(served).primaryFirst(facts.primaryFamily)
        guard !addresses.isEmpty else {
            throw PluginError(.addressManagement, "it has given no address of a family that this node serves")
        }
        routes = result.routes
        // host-local has an empty one where it knows nothing.
        dns = result.dns?.fields?.isEmpty == false ? result.dns : nil
    }

    /// The blocks that lead through the interface, of each family that there is an address of.
    ///
    /// - Parameter everything: whether there are default routes beside those that are asked for.
    package func destinations(everything: Bool) -> [IPPrefix] {
        addresses.map(\.family).flatMap { family in
            let asked = routes.map(\.destination).filter { $0.family == family }
            let all = IPPrefix(IPAddress(family, bits: 0), length: 0)
            guard !asked.isEmpty else { return [all] }
            return everything && !asked.contains(all) ? asked + [all] : asked
        }
    }
}

extension [IPAddress] {
    /// The addresses of `family` before the others.
    package func primaryFirst(_ family: IPFamily) -> [IPAddress] {
        filter { $0.family == family } + filter { $0.family != family }
    }
}
