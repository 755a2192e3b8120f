import Addressing
import Resources
import Selectors

extension AgentConfiguration {
    /// The pools that are there where the state directory has none of their family; calico/node has the same
    /// settings with `CALICO_` for `GEMEL_`.
    static let defaultPoolParameters: [Parameter] = [
        Parameter(
            "GEMEL_NO_DEFAULT_POOLS", \.hasNoDefaultPools, .boolean,
            "That no pool is made of these settings; an error where one is set. In the environment and the file "
                + "also `NO_DEFAULT_POOLS`, and `CALICO_` for `GEMEL_` in those that follow."),
        Parameter(
            "GEMEL_IPV4POOL_CIDR", \.defaultPools.v4.prefix, .block(.v4),
            "The IPv4 addresses of a pool `default-ipv4-ippool`, which is there as long as no IPPool of IPv4 is."
        ),
        Parameter(
            "GEMEL_IPV6POOL_CIDR", \.defaultPools.v6.prefix, .block(.v6),
            "The same for IPv6, `default-ipv6-ippool`."),
        Parameter(
            "GEMEL_IPV4POOL_BLOCK_SIZE", \.defaultPools.v4.blockSize, .number(20...32),
            "The prefix length of a node's blocks of it."),
        Parameter(
            "GEMEL_IPV6POOL_BLOCK_SIZE", \.defaultPools.v6.blockSize, .number(116...128),
            "The same for IPv6."),
        Parameter(
            "GEMEL_IPV4POOL_NAT_OUTGOING", \.defaultPools.v4.natOutgoing, .automaticSwitch,
            "Whether what leaves the cluster gets the node's address; `auto`: yes."),
        Parameter(
            "GEMEL_IPV6POOL_NAT_OUTGOING", \.defaultPools.v6.natOutgoing, .automaticSwitch,
            "The same for IPv6; `auto`: yes for unique-local addresses (`fc00::/7`), which no answer comes back to, "
                + "no for global ones. calico/node: no."),
        Parameter(
            "GEMEL_IPV4POOL_VXLAN", \.defaultPools.v4.vxlanMode, .encapsulation,
            "Whether packets between nodes are wrapped in VXLAN."),
        Parameter(
            "GEMEL_IPV6POOL_VXLAN", \.defaultPools.v6.vxlanMode, .encapsulation, "The same for IPv6."),
        Parameter(
            "GEMEL_IPV4POOL_IPIP", \.defaultPools.v4.ipipMode, .encapsulation,
            "Whether packets between nodes are wrapped in IP; there is no such thing for IPv6."),
        Parameter(
            "GEMEL_IPV4POOL_NODE_SELECTOR", \.defaultPools.v4.nodeSelector, .selector,
            "The nodes that give out addresses of it."),
        Parameter(
            "GEMEL_IPV6POOL_NODE_SELECTOR", \.defaultPools.v6.nodeSelector, .selector, "The same for IPv6."),
        Parameter(
            "GEMEL_IPV4POOL_DISABLE_BGP_EXPORT", \.defaultPools.v4.disablesBGPExport, .boolean,
            "Whether its blocks are kept from BGP's peers."),
        Parameter(
            "GEMEL_IPV6POOL_DISABLE_BGP_EXPORT", \.defaultPools.v6.disablesBGPExport, .boolean,
            "The same for IPv6."),
    ]
}

extension ParameterKind<IPPrefix?> {
    fileprivate static func block(_ family: IPFamily) -> ParameterKind {
        let example = family == .v4 ? "10.65.0.0/16" : "fd00:65::/48"
        return ParameterKind(
            accepted: "a block of \(family) addresses with its length, such as \(example), or none",
            zero: .some(nil)
        ) { text in
            guard text.contains("/"), let prefix = IPPrefix(text), prefix.family == family else { return nil }
            return .some(prefix)
        } text: {
            $0.map { "\($0)" } ?? ""
        }
    }
}

extension ParameterKind<Bool?> {
    /// A boolean, or `auto`.
    fileprivate static let automaticSwitch = ParameterKind(
        accepted: "true, yes, y, t or 1, false, no, n, f or 0, or auto", zero: .some(nil)
    ) { word in
        if word.lowercased() == "auto" { return .some(nil) }
        return ParameterKind<Bool>.boolean.parse(word).map { .some($0) }
    } text: {
        $0.map { $0 ? "true" : "false" } ?? "auto"
    }
}

extension ParameterKind<IPPool.Encapsulation> {
    /// calico/node's words, of which one has a dash.
    fileprivate static let encapsulation = ParameterKind(
        accepted: "Never (or Off), Always or CrossSubnet (or cross-subnet)", zero: .never
    ) { word in
        switch word.lowercased() {
        case "never", "off": .never
        case "always": .always
        case "crosssubnet", "cross-subnet": .crossSubnet
        default: nil
        }
    } text: {
        $0.rawValue
    }
}

extension ParameterKind<Selector> {
    fileprivate static let selector = ParameterKind(
        accepted: "a selector such as all() or rack == 'a'", zero: .all
    ) { text in
        try? Selector(text)
    } text: {
        $0.description
    }
}
