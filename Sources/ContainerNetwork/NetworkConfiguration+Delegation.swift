package import Addressing

extension NetworkConfiguration {
    /// All of it, for the plugin that gives addresses in place of this one.
    ///
    /// - Parameter podBlocks: what `usePodCidr` and `usePodCidrIPv6` mean, which only Calico's plugins know; `nil`:
    ///   anything of the family, for verbs to which it does not matter.
    /// - Throws: where this node has no such block.
    package func delegated(podBlocks: [IPPrefix]?) throws(PluginError) -> JSONValue {
        guard let section = document["ipam"] else { return document }
        return document.setting("ipam", to: try section.naming(podBlocks))
    }
}

extension JSONValue {
    /// The same with blocks for the words that mean them, wherever there is a `subnet`.
    fileprivate func naming(_ podBlocks: [IPPrefix]?) throws(PluginError) -> JSONValue {
        switch self {
        case .array(let items):
            return .array(try items.map { item throws(PluginError) in try item.naming(podBlocks) })
        case .object(let fields):
            var named: [(key: String, value: JSONValue)] = []
            for (key, value) in fields {
                guard key == "subnet", let text = value.string, let family = podFamily(text) else {
                    named.append((key, try value.naming(podBlocks)))
                    continue
                }
                named.append((key, .string("\(try podBlock(family, podBlocks))")))
            }
            return .object(named)
        case .null, .boolean, .integer, .number, .string: return self
        }
    }
}

/// The family that a word in the place of a block means; `nil` for a block.
func podFamily(_ text: String) -> IPFamily? {
    switch text.lowercased() {
    case "usepodcidr": .v4
    case "usepodcidripv6": .v6
    default: nil
    }
}

/// This node's block of `family`, out of all it has.
func podBlock(_ family: IPFamily, _ blocks: [IPPrefix]?) throws(PluginError) -> IPPrefix {
    guard let blocks else { return IPPrefix(IPAddress(family, bits: 0), length: 0) }
    guard let own = blocks.first(where: { $0.family == family }) else {
        throw PluginError(
            .tryAgain, "the Node manifest of this node has no \(family) block in spec.podCIDRs")
    }
    return own
}
