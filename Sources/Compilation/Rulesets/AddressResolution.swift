import Nftables

extension Ruleset {
    /// Keeps the host from answering a workload's question who has the workload's own address.
    ///
    /// With `proxy_arp` the host answers for every address that it reaches by another interface, so that, as
    /// long as the route to a workload is missing, it would claim the workload's address when that announces itself
    /// (RFC 5227, section 2.3). IPv6 needs nothing of the kind: with `proxy_ndp` the host answers for addresses that
    /// were listed one by one.
    ///
    /// - Parameter addresses: which workload has which address; they are those of IPv4's own table.
    /// - Returns: `nil` where there is no workload.
    static func addressResolution(_ addresses: NamedSet?) -> Ruleset? {
        guard let addresses, !addresses.elements.isEmpty else { return nil }
        var ruleset = Ruleset(of: .arp)
        ruleset.add(addresses)
        ruleset.add(
            Chain(
                Name.output, hook: BaseHook(.output, priority: 0),
                comment: "the host claims no workload's address",
                rules: [
                    Rule(
                        .arpOperation(2), .outputInterfaceAndSender(addresses.name),
                        then: [.counter, .verdict(.drop)],
                        comment: "the workload's own address")
                ]))
        return ruleset
    }
}
