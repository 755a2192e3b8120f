package import Addressing
package import Resources
package import Selectors

/// The pool of one family that is there where the state directory has none of that family, in the words of
/// calico/node (https://docs.tigera.io/calico/latest/reference/configure-calico-node, "IP Pool").
package struct DefaultPoolSettings: Hashable, Sendable {
    /// Without one there is no such pool: calico/node would invent one, which nodes that share nothing but files
    /// would each do for themselves.
    package var prefix: IPPrefix?
    package var blockSize: Int
    /// `nil`: as the addresses are.
    package var natOutgoing: Bool?
    package var vxlanMode = IPPool.Encapsulation.never
    /// For IPv4 alone.
    package var ipipMode = IPPool.Encapsulation.never
    package var nodeSelector = Selector.all
    package var disablesBGPExport = false

    init(_ family: IPFamily) { blockSize = family == .v4 ? 26 : 122 }
}

extension DefaultPoolSettings {
    /// The pool as a resource; `nil` where none is wanted, or where it cannot be as it is set.
    func pool(_ family: IPFamily) -> IPPool? {
        guard let prefix, conflict == nil else { return nil }
        return IPPool(
            name: Self.name(family), prefix: prefix, blockSize: blockSize,
            natOutgoing: natOutgoing ?? Self.isHiddenByDefault(prefix), ipipMode: ipipMode,
            vxlanMode: vxlanMode, nodeSelector: nodeSelector, disablesBGPExport: disablesBGPExport)
    }

    /// Why there can be no such pool, as a sentence.
    var conflict: String? {
        guard let prefix else { return nil }
        if prefix.length > blockSize {
            return "\(prefix) is smaller than a block of it, which is a /\(blockSize)"
        }
        let linkLocal = IPPrefix.linkLocal(prefix.family)
        if linkLocal.contains(prefix.address) || prefix.contains(linkLocal.address) {
            return "\(prefix) has link-local addresses, which no packet leaves its link with"
        }
        if vxlanMode != .never, ipipMode != .never {
            return "\(prefix) is to be wrapped in VXLAN and in IP, and a packet is wrapped once"
        }
        return nil
    }

    static func name(_ family: IPFamily) -> String { "default-ip\(family == .v4 ? "v4" : "v6")-ippool" }

    /// All of IPv4, as with calico/node; of IPv6 what is not routed outside of its site (RFC 4193).
    private static func isHiddenByDefault(_ prefix: IPPrefix) -> Bool {
        prefix.family == .v4 || prefix.isUniqueLocal
    }
}

extension AgentConfiguration {
    /// The pools of the settings, of those families that `pools` has none of.
    package func defaultPools(beside pools: some Sequence<IPPool>) -> [IPPool] {
        guard !hasNoDefaultPools else { return [] }
        let families = Set(pools.map(\.prefix.family))
        return IPFamily.allCases.filter { !families.contains($0) }.compactMap { defaultPools[$0].pool($0) }
    }

    /// What of the settings of default pools does not fit together, and the parameter to say it of.
    var defaultPoolConflicts: [(parameter: String, reason: String)] {
        IPFamily.allCases.compactMap { family in
            let parameter = "GEMEL_IP\(family == .v4 ? "V4" : "V6")POOL_CIDR"
            if hasNoDefaultPools, let prefix = defaultPools[family].prefix {
                return (parameter, "it is \(prefix), and GEMEL_NO_DEFAULT_POOLS wants no such pool")
            }
            return defaultPools[family].conflict.map { (parameter, $0) }
        }
    }

    /// Why packets of `pool` leave the cluster with the address that they do, as half a sentence.
    package func reasonForNAT(of pool: IPPool) -> String {
        let family = pool.prefix.family
        guard defaultPools(beside: []).contains(pool) else {
            let isForgotten = !pool.natOutgoing && pool.prefix.isUniqueLocal
            return isForgotten
                ? "its IPPool has no natOutgoing, and no answer comes back to unique-local addresses"
                : "natOutgoing of its IPPool"
        }
        if defaultPools[family].natOutgoing != nil {
            return "GEMEL_IP\(family == .v4 ? "V4" : "V6")POOL_NAT_OUTGOING"
        }
        if family == .v4 { return "by default for IPv4" }
        return "by default for \(pool.prefix.isUniqueLocal ? "unique-local" : "global") addresses"
    }
}

extension IPPrefix {
    /// `fc00::/7` of RFC 4193.
    fileprivate var isUniqueLocal: Bool { family == .v6 && bits >> 121 == 0xfc >> 1 && length >= 7 }

    /// 169.254.0.0/16 (RFC 3927) or `fe80::/10` (RFC 4291).
    fileprivate static func linkLocal(_ family: IPFamily) -> IPPrefix {
        family == .v4
            ? IPPrefix(IPAddress(.v4, bits: 0xa9fe_0000), length: 16)
            : IPPrefix(IPAddress(.v6, bits: 0xfe80 << 112), length: 10)
    }
}
