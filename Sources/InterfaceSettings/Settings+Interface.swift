package import Addressing

/// What the interface of an endpoint needs of the kernel to reach us and the world through us.
///
/// The order is the order to apply them in: what closes a hole comes before what opens the way. Left
/// alone on purpose:
/// - `rp_filter`: the ruleset checks sources itself, on both families, and the host's choice stays its own;
/// - `disable_ipv6`, `accept_dad`: only effective before the interface is up, so they belong to whoever
///   makes it; an interface without IPv6 is told by its routes, which the kernel refuses.
///
/// - Parameters:
///   - name: An interface's name. One that the kernel would not take for an interface, or that stands
///     for something else under `/proc/sys`, has no settings (`nil`).
///   - isOn: The families that the node serves.
package func interfaceSettings(_ name: String, serving isOn: DualStack<Bool>) -> [Setting]? {
    guard isInterfaceName(name) else { return nil }
    var settings: [Setting] = []
    // A workload must never route us, whether we speak IPv6 with it or not: with IPv6 off the interface
    // still has a link-local address and listens.
    settings.append(
        Setting("net/ipv6/conf/\(name)/accept_ra", 0, isOn.v6 ? .required : .requiredIfPresent))
    if isOn.v4 {
        settings += [
            // Lets packets to 127/8 be redirected to local ports; the ruleset drops those not redirected.
            Setting("net/ipv4/conf/\(name)/route_localnet", 1),
            // Answer ARP at once: we are the only one who will.
            Setting("net/ipv4/neigh/\(name)/proxy_delay", 0, .desirable),
            // The workload's gateway, 169.254.1.1, is no address of anyone: answer ARP for all we can route.
            Setting("net/ipv4/conf/\(name)/proxy_arp", 1),
            Setting("net/ipv4/conf/\(name)/forwarding", 1),
        ]
    }
    if isOn.v6 {
        settings += [
            // The gateway is the interface's own link-local address; this serves proxy entries others make.
            Setting("net/ipv6/conf/\(name)/proxy_ndp", 1),
            Setting("net/ipv6/conf/\(name)/forwarding", 1),
        ]
    }
    return settings
}

/// Whether `name` can be an interface that has a directory of its own under `/proc/sys/net`.
///
/// Linux takes any 1 to 15 bytes but `.`, `..`, slashes, colons and white space; `all` and `default` it
/// takes too, but their directories speak for every interface.
package func isInterfaceName(_ name: String) -> Bool {
    guard (1...15).contains(name.utf8.count), !["all", "default", ".", ".."].contains(name) else {
        return false
    }
    return !name.utf8.contains { byte in
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: " ")
            || (0x09...0x0d).contains(byte) || byte == 0
    }
}
