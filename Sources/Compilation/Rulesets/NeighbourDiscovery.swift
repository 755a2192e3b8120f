import Addressing
import Nftables

/// The ICMPv6 that a link cannot live without, and what of it a workload may not say.
///
/// IPv4 has no such rules because ARP is no IP packet and never meets these tables.
extension Ruleset {
    /// RFC 4890 4.4.1: address configuration, router and neighbour discovery, multicast listeners.
    mutating func addDiscoverySets() {
        // 130 to 132 and 143 multicast listener, 133 router solicitation, 135 and 136 neighbours.
        add(icmpTypes(Name.neighbourDiscovery, [130, 131, 132, 133, 135, 136, 143], "neighbour discovery"))
        // 134 router advertisement, 137 redirect: a workload that sends them would be its neighbours' router.
        add(icmpTypes(Name.routerMessages, [134, 137], "what routers alone may say"))
        // From :: a host looks whether its address is taken (RFC 4862 5.4) and joins groups (RFC 3590).
        add(icmpTypes(Name.unspecifiedDiscovery, [131, 133, 135, 143], "what may come from ::"))
    }

    /// What a workload may send from an address that is not its own, and what it may never send.
    func discoveryFromWorkloads(_ prefixes: [String]) -> [Rule] {
        guard family == .v6, let linkLocal = IPPrefix("fe80::/10"), let unspecified = IPPrefix("::/128")
        else {
            return []
        }
        return prefixes.flatMap { prefix in
            [
                Rule(
                    .interfacePrefix(.input, prefix), .icmpTypeSet(Name.routerMessages),
                    then: [.counter, .verdict(.drop)], comment: "a workload is no router"),
                Rule(
                    .interfacePrefix(.input, prefix), .address(.source, linkLocal),
                    .icmpTypeSet(Name.neighbourDiscovery), then: [.verdict(.accept)],
                    comment: "neighbour discovery from the link-local address"),
                Rule(
                    .interfacePrefix(.input, prefix), .address(.source, unspecified),
                    .icmpTypeSet(Name.unspecifiedDiscovery), then: [.verdict(.accept)],
                    comment: "address detection before there is an address"),
            ]
        }
    }

    /// Neighbour discovery between a workload and its host, which no policy may cut.
    func acceptDiscovery(_ prefix: String) -> [Rule] {
        guard family == .v6 else { return [] }
        return [
            Rule(
                .interfacePrefix(.input, prefix), .icmpTypeSet(Name.neighbourDiscovery),
                then: [.verdict(.accept)], comment: "neighbour discovery")
        ]
    }

    /// What the host's own interfaces need to speak IPv6 at all, routers' advertisements included (RFC 4890 4.4).
    mutating func addHostDiscoverySet() {
        add(
            icmpTypes(
                Name.hostDiscovery, [130, 131, 132, 133, 134, 135, 136, 143],
                "neighbours and routers of the host")
        )
    }

    private func icmpTypes(_ name: String, _ types: [UInt128], _ comment: String) -> NamedSet {
        NamedSet(name, key: [.icmpv6Type], comment: comment, elements: .values(types))
    }
}

/// Lets through what no policy may cut at the host's own interfaces.
let hostDiscovery = Rule(
    .icmpTypeSet(Name.hostDiscovery), then: [.verdict(.accept)], comment: "neighbour and router discovery")
